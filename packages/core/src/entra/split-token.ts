import { type JsonObject, readJson } from '../http/read-json.ts';
import type { Secret } from '../secret.ts';

/** Why a token says nothing. Only a `damaged` one is surely wrong: Microsoft promises no form. */
export type UnreadableToken = 'too_long' | 'opaque' | 'encrypted' | 'damaged';

/** Of a JWT: its header, `{}` where it cannot be read, and its payload. */
export type TokenParts =
  | { readonly ok: true; readonly header: JsonObject; readonly payload: JsonObject }
  | { readonly ok: false; readonly reason: UnreadableToken };

const longestToken = 65_536;

/**
 * Splits a signed JWT. An encrypted one has five parts, and only its API can read it.
 * @param longest in characters; what is longer is not looked into
 */
export function splitToken(token: Secret<string>, longest: number = longestToken): TokenParts {
  const text = token.reveal();
  if (text.length > longest) return { ok: false, reason: 'too_long' };
  const [header = '', payload = '', ...rest] = text.split('.');
  if (rest.length === 3) return { ok: false, reason: 'encrypted' };
  if (rest.length !== 1) return { ok: false, reason: 'opaque' };
  const head = readJson(Buffer.from(header, 'base64url'));
  const body = readJson(Buffer.from(payload, 'base64url'));
  if (!body.ok) return { ok: false, reason: head.ok ? 'damaged' : 'opaque' };
  return { ok: true, header: head.ok ? head.value : {}, payload: body.value };
}
