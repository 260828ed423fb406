import { createHash } from 'node:crypto';
import { style } from '../pages/style.ts';

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every answer: nothing is cached, sniffed, framed or told to other sites. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: with that, a browser sends `Origin: null` even for our own form.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Headers of a page. It may load its one style and nothing else, run no script, stand in no frame, and send
 * its form here, from where the browser is redirected to the identity provider.
 *
 * @param loginOrigin the origin of the cloud's login host; browsers apply `form-action` to redirects too
 * @see Content Security Policy Level 3
 */
export function pageHeaders(loginOrigin: string): Readonly<Record<string, string>> {
  return {
    ...commonHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      `form-action 'self' ${loginOrigin}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  };
}
