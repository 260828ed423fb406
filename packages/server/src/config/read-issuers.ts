import type { TrustedIssuer } from '@consentry/core';
import { isLoopbackHost } from './loopback.ts';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/**
 * Says which issuers are trusted. What is on this machine or at http may be anybody's, and what is for our own application
 * anybody's who consented: it is their id_token.
 */
export function readIssuers(values: Values, report: Report): readonly TrustedIssuer[] {
  const issuers = values['callers.issuers'] ?? [];
  const urls = issuers.flatMap(({ issuer, keysUrl }) => [issuer, keysUrl ?? issuer]);
  const isLocal = urls
    .map((url) => new URL(url))
    .some(({ protocol, hostname }) => protocol === 'http:' || isLoopbackHost(hostname));
  if (isLocal && values['cloud.allowLocal'] !== true) {
    report.add(
      'callers.issuers',
      'names an address that is http or on this machine',
      'Use https and another host, or set cloud.allowLocal to true to try things out.',
    );
  }
  const own = values['application.id']?.toLowerCase();
  if (issuers.some(({ audience }) => audience.toLowerCase() === own)) {
    report.add(
      'callers.issuers',
      'has the application’s own id as an audience',
      'Register another application for the broker.',
    );
  }
  return issuers;
}
