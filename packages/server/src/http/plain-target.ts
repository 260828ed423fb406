/**
 * Whether a request target names one path, the same to everybody who reads it. Refused is what a proxy in front may
 * resolve to another path than we: empty parts, dots, backslashes, encoded slashes and dots, an absolute URL.
 *
 * @param target as it stood in the request line, RFC 9112 §3.2
 */
export function isPlainTarget(target: string): boolean {
  const [path = ''] = target.split('?', 1);
  return path.startsWith('/') && !/\/\/|[\\#;]|%(?:2e|2f|5c|00)|\/\.{1,2}(?:\/|$)|[^\x21-\x7e]/i.test(path);
}
