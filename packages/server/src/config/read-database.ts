import { Secret } from '@consentry/core';
import type { PostgresAddress } from '../stores/postgres/postgres-address.ts';
import { isLoopbackHost } from './loopback.ts';
import { type FileSources, readOpenFile, readOwnLine } from './read-own-file.ts';
import type { SettingKey } from './settings.ts';

const needUrl = ['database.passwordFile', 'database.caFile'] as const satisfies readonly SettingKey[];

/**
 * Reads where the database is. Undefined when none is named, or when the report says what is wrong. A server on
 * another machine is spoken to by TLS, always.
 */
export function readDatabase(sources: FileSources): PostgresAddress | undefined {
  const { values, report } = sources;
  const url = values['database.url'];
  if (url === undefined) {
    for (const key of needUrl.filter((name) => values[name] !== undefined)) {
      report.add(key, 'is given without database.url', 'Give database.url too, or remove this.');
    }
    return undefined;
  }
  const password = readPassword(sources);
  const ca = readCa(sources);
  const isHere = url.host.startsWith('/') || isLoopbackHost(url.host);
  return { ...url, password, tls: isHere && ca === undefined ? undefined : { ca } };
}

function readPassword(sources: FileSources): Secret<string> | undefined {
  const password = readOwnLine(sources, 'database.passwordFile', {
    pattern: /^[^\r\n]+$/,
    problem: 'does not hold one line',
    remedy: 'Write the password on one line.',
  });
  return password === undefined ? undefined : Secret.of(password);
}

function readCa(sources: FileSources): string | undefined {
  const ca = readOpenFile(sources, 'database.caFile');
  if (ca === undefined || /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(ca)) return ca;
  sources.report.add(
    'database.caFile',
    'names a file without a certificate',
    'Name a file with certificates in PEM.',
  );
  return undefined;
}
