import { Secret } from '@consentry/core';
import { type FileSources, readOpenFile, readOwnLine } from './read-own-file.ts';
import type { SettingKey } from './settings.ts';

/** The way to Microsoft. */
export interface ProxyConfig {
  readonly url: string;
  readonly credentials: Secret<string> | undefined;
  /** PEM. */
  readonly ca: string | undefined;
  readonly except: readonly string[];
}

const needUrl = [
  'proxy.credentialsFile',
  'proxy.caFile',
  'proxy.except',
] as const satisfies readonly SettingKey[];

/** Reads by which proxy Microsoft is reached. Undefined when none is named, or when the report says what is wrong. */
export function readProxy(sources: FileSources): ProxyConfig | undefined {
  const { values, report } = sources;
  const url = values['proxy.url'];
  if (url === undefined) {
    for (const key of needUrl.filter((name) => values[name] !== undefined)) {
      report.add(key, 'is given without proxy.url', 'Give proxy.url too, or remove this.');
    }
    return undefined;
  }
  const ca = readOpenFile(sources, 'proxy.caFile');
  if (ca !== undefined && !/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(ca)) {
    report.add('proxy.caFile', 'names a file without a certificate', 'Name a file with certificates in PEM.');
  }
  const credentials = readOwnLine(sources, 'proxy.credentialsFile', {
    pattern: /^[^:\r\n]+:[^\r\n]+$/,
    problem: 'does not hold user:password',
    remedy: 'Write user:password on one line.',
  });
  return {
    url,
    credentials: credentials === undefined ? undefined : Secret.of(credentials),
    ca,
    except: values['proxy.except'] ?? [],
  };
}
