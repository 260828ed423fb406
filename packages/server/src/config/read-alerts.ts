import { Secret } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import { isLoopbackHost } from './loopback.ts';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/** Where alerts go. */
export interface AlertsConfig {
  /** Whoever has the address of a webhook may write there. */
  readonly url: Secret<string>;
  /** Of the address, for the log. */
  readonly host: string;
}

const key = 'alerts.urlFile';

/**
 * Reads where alerts go, from a file of its owner. Undefined when none is named, or when the report says what is wrong. No
 * problem repeats what the file holds.
 */
export function readAlerts(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): AlertsConfig | undefined {
  const name = values[key];
  if (name === undefined) return undefined;
  const reading = files.read(resolvePath(name));
  if (!reading.ok) {
    report.add(key, `names a file that is ${reading.reason}`, 'Name an existing file.');
    return undefined;
  }
  if (!reading.ownerOnly) {
    report.add(key, 'names a file that others may read or write', 'Allow only its owner: chmod 600.');
    return undefined;
  }
  const url = readUrl(reading.text.replace(/\r?\n$/, ''));
  if (url === undefined) {
    report.add(
      key,
      'names a file that does not hold a URL alone',
      'Write the address of the webhook on one line, such as https://hooks.example/…, without user and password.',
    );
    return undefined;
  }
  const allowLocal = values['cloud.allowLocal'] === true;
  const isLocal = isLoopbackHost(url.hostname);
  if (isLocal ? !allowLocal : url.protocol !== 'https:') {
    report.add(
      key,
      isLocal ? 'names a file with an address on this machine' : 'names a file with an address on http',
      'Use https and another machine; this machine only with cloud.allowLocal.',
    );
    return undefined;
  }
  return { url: Secret.of(url.href), host: url.host };
}

function readUrl(text: string): URL | undefined {
  const url = /^[\x21-\x7e]{1,2048}$/.test(text) ? URL.parse(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  return url.username === '' && url.password === '' && url.hash === '' ? url : undefined;
}
