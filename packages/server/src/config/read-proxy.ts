import { Secret } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

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
export function readProxy(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): ProxyConfig | undefined {
  const url = values['proxy.url'];
  if (url === undefined) {
    for (const key of needUrl.filter((name) => values[name] !== undefined)) {
      report.add(key, 'is given without proxy.url', 'Give proxy.url too, or remove this.');
    }
    return undefined;
  }
  const read = (key: 'proxy.credentialsFile' | 'proxy.caFile') => {
    const name = values[key];
    if (name === undefined) return undefined;
    const reading = files.read(resolvePath(name));
    if (reading.ok) return reading;
    report.add(key, `names a file that is ${reading.reason}`, 'Name an existing file.');
    return undefined;
  };
  const ca = read('proxy.caFile')?.text;
  if (ca !== undefined && !/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(ca)) {
    report.add('proxy.caFile', 'names a file without a certificate', 'Name a file with certificates in PEM.');
  }
  const credentials = readCredentials(read('proxy.credentialsFile'), report);
  return { url, credentials, ca, except: values['proxy.except'] ?? [] };
}

function readCredentials(
  file: { readonly text: string; readonly ownerOnly: boolean } | undefined,
  report: Report,
): Secret<string> | undefined {
  if (file === undefined) return undefined;
  const key = 'proxy.credentialsFile';
  if (!file.ownerOnly) {
    report.add(key, 'names a file that others may read', 'Allow only its owner: chmod 600.');
  }
  const text = file.text.replace(/\r?\n$/, '');
  if (/^[^:\r\n]+:[^\r\n]+$/.test(text)) return Secret.of(text);
  report.add(key, 'does not hold user:password', 'Write user:password on one line.');
  return undefined;
}
