import { readJson } from '../http/read-json.ts';

const longestHeader = 16_384;
const longestClaims = 4_096;

/**
 * The claims that an API wants of a new token, as JSON to be sent letter by letter with the next sign-in. A header that cannot
 * be read is no challenge.
 *
 * @param header `WWW-Authenticate`; its `claims` are base64, with either alphabet
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge (2026-11)
 */
export function findClaimsChallenge(header: string | undefined): string | undefined {
  if (header === undefined || header.length > longestHeader) return undefined;
  const [, encoded] = /(?:^|[\s,])claims="([A-Za-z0-9+/_=-]+)"/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.byteLength > longestClaims || !readJson(bytes).ok) return undefined;
  return bytes.toString('utf8');
}
