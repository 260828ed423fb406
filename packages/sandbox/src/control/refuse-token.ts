import { decodeJwt } from 'jose';
import type { SandboxParts } from '../parts.ts';
import { readBearerToken } from '../read-bearer-token.ts';

/** What a claims challenge asks for unless told otherwise: a token that was issued after now. */
function newerThan(now: number): object {
  return { access_token: { nbf: { essential: true, value: String(Math.floor(now / 1000)) } } };
}

/**
 * Has the token of a request refused from now on, wherever it is sent: another one is needed. What is no token is refused anyway.
 *
 * @param claims for a claims challenge: what the API wants to find in the next token; false for a plain refusal
 */
export function refuseToken(parts: SandboxParts, request: Request, claims: object | undefined | false): void {
  try {
    const { uti } = decodeJwt(readBearerToken(request) ?? '');
    const wanted = claims === undefined ? newerThan(parts.clock.now()) : claims;
    const text = wanted === false ? undefined : Buffer.from(JSON.stringify(wanted)).toString('base64');
    parts.refusedTokens.set(String(uti), text);
  } catch {
    // The service refuses it in its own words.
  }
}
