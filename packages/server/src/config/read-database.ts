import { Secret } from '@consentry/core';
import type { PostgresAddress } from '../stores/postgres/postgres-address.ts';
import type { ConfigFiles } from './config-files.ts';
import { isLoopbackHost } from './loopback.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

const needUrl = ['database.passwordFile', 'database.caFile'] as const satisfies readonly SettingKey[];

/**
 * Reads where the database is. Undefined when none is named, or when the report says what is wrong. A server on
 * another machine is spoken to by TLS, always.
 */
export function readDatabase(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): PostgresAddress | undefined {
  const url = values['database.url'];
  if (url === undefined) {
    for (const key of needUrl.filter((name) => values[name] !== undefined)) {
      report.add(key, 'is given without database.url', 'Give database.url too, or remove this.');
    }
    return undefined;
  }
  const password = readPassword(values, files, resolvePath, report);
  const ca = readCa(values, files, resolvePath, report);
  const isHere = url.host.startsWith('/') || isLoopbackHost(url.host);
  return { ...url, password, tls: isHere && ca === undefined ? undefined : { ca } };
}

function readPassword(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): Secret<string> | undefined {
  const name = values['database.passwordFile'];
  if (name === undefined) return undefined;
  const file = resolvePath(name);
  const reading = files.read(file);
  if (!reading.ok) {
    report.add(
      'database.passwordFile',
      `names a file that is ${reading.reason}`,
      'Name a file with the password.',
    );
    return undefined;
  }
  if (!reading.ownerOnly) {
    report.add(
      'database.passwordFile',
      'names a file that others may read',
      `Run: chmod 600 ${file}. If someone may have read it, change the password.`,
    );
  }
  const password = reading.text.replace(/\r?\n$/, '');
  if (password === '' || /[\r\n]/.test(password)) {
    report.add('database.passwordFile', 'does not hold one line', 'Write the password on one line.');
    return undefined;
  }
  return Secret.of(password);
}

function readCa(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): string | undefined {
  const file = values['database.caFile'];
  if (file === undefined) return undefined;
  const reading = files.read(resolvePath(file));
  if (reading.ok && /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(reading.text)) {
    return reading.text;
  }
  report.add(
    'database.caFile',
    reading.ok ? 'names a file without a certificate' : `names a file that is ${reading.reason}`,
    'Name a file with certificates in PEM.',
  );
  return undefined;
}
