import { pathOf } from './incoming.ts';

const ambiguous = /\/\/|[\\;"<>^`{}]|%(?:2e|2f|5c|00)|\/\.{1,2}(?:\/|$)/i;

/**
 * Whether a request target names one path, the same to everybody who reads it. Refused is what a proxy in front may
 * resolve to another path than we: empty parts, dots, backslashes, encoded slashes and dots, characters that a URL has only
 * encoded, a fragment, an absolute URL.
 *
 * @param target as it stood in the request line, RFC 9112 §3.2
 */
export function isPlainTarget(target: string): boolean {
  return target.startsWith('/') && !/#|[^\x21-\x7e]/.test(target) && !ambiguous.test(pathOf(target));
}
