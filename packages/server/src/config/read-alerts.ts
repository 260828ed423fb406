import { Secret } from '@consentry/core';
import { isLoopbackHost } from './loopback.ts';
import { type FileSources, readOwnLine } from './read-own-file.ts';

/** Where alerts go. */
export interface AlertsConfig {
  /** Whoever has the address of a webhook may write there. */
  readonly url: Secret<string>;
  /** Of the address, for the log. */
  readonly host: string;
  /** By which each is signed, base64. Undefined: none is. */
  readonly signingKey?: Secret<string> | undefined;
}

/** 24 to 64 bytes, perhaps with the prefix that Standard Webhooks gives to a key. */
const signingKeyRule = {
  pattern: /^(whsec_)?[A-Za-z0-9+/]{32,86}={0,2}$/,
  problem: 'names a file that does not hold a key alone',
  remedy: 'Write 24 to 64 random bytes as base64 on one line, such as `openssl rand -base64 32` makes.',
};
const key = 'alerts.urlFile';
const noUrl = {
  problem: 'names a file that does not hold a URL alone',
  remedy:
    'Write the address of the webhook on one line, such as https://hooks.example/…, without user and password.',
};

/**
 * Reads where alerts go, from a file of its owner. Undefined when none is named, or when the report says what is wrong. No
 * problem repeats what the file holds.
 */
export function readAlerts(sources: FileSources): AlertsConfig | undefined {
  const { values, report } = sources;
  const line = readOwnLine(sources, key, { pattern: /^[\x21-\x7e]{1,2048}$/, ...noUrl });
  if (line === undefined) return undefined;
  const url = readUrl(line);
  if (url === undefined) {
    report.add(key, noUrl.problem, noUrl.remedy);
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
  const signingKey = readOwnLine(sources, 'alerts.signingKeyFile', signingKeyRule);
  return {
    url: Secret.of(url.href),
    host: url.host,
    ...(signingKey !== undefined && { signingKey: Secret.of(signingKey.replace(/^whsec_/, '')) }),
  };
}

function readUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  return url.username === '' && url.password === '' && url.hash === '' ? url : undefined;
}
