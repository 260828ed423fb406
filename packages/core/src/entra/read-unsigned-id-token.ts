import { readJson } from '../http/read-json.ts';
import { longestIdToken } from './check-id-token.ts';
import { textClaim } from './read-claims.ts';

/** What an unsigned id_token says of the account. Nobody vouches for it: to compare with, never to believe. */
export interface UnsignedIdentity {
  readonly tenantId: string | undefined;
  readonly objectId: string | undefined;
  readonly subject: string | undefined;
}

/**
 * Reads the id_token that v1's token endpoint leaves unsigned.
 * @returns undefined for one that is not plainly unsigned: `alg` is `none` and the signature is empty
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-6
 */
export function readUnsignedIdToken(token: string): UnsignedIdentity | undefined {
  const [header = '', payload = '', signature, ...others] =
    token.length <= longestIdToken ? token.split('.') : [];
  if (signature !== '' || others.length > 0) return undefined;
  const head = readJson(Buffer.from(header, 'base64url'));
  const body = readJson(Buffer.from(payload, 'base64url'));
  if (!head.ok || !body.ok || textClaim(head.value, 'alg') !== 'none') return undefined;
  return {
    tenantId: textClaim(body.value, 'tid')?.toLowerCase(),
    objectId: textClaim(body.value, 'oid')?.toLowerCase(),
    subject: textClaim(body.value, 'sub'),
  };
}
