import type { Cloud } from '../entra/cloud.ts';
import { decodeToken } from '../entra/decode-token.ts';
import type { EndpointVersion } from '../entra/endpoints.ts';
import type { SigningKey } from '../entra/read-key-set.ts';
import type { SigningKeys } from '../entra/signing-keys.ts';
import { type SignatureReason, verifySignature } from '../entra/verify-signature.ts';
import { isGuid } from '../ids.ts';
import type { Secret } from '../secret.ts';
import { generationOf, issuerOf } from './check-issuer.ts';
import { findKnownAudience } from './known-audiences.ts';
import { failed, passed, type TokenCheck, unknown } from './token-check.ts';

/** What the check of a signature needs. Only tokens that are meant for us have one that we may check. */
export interface CheckSignatureInput {
  readonly token: Secret<string>;
  readonly cloud: Cloud;
  /** The audiences that are ours: the application's id, and the identifiers of APIs of ours. */
  readonly ownAudiences: readonly string[];
  /** The keys of the generation that the token is of: its version decides, not the endpoint that was asked. */
  readonly keysOf: (generation: EndpointVersion) => Pick<SigningKeys, 'find'>;
}

const name = 'signature';

/**
 * Checks the signature of a token that is meant for us: an id_token, or a token for an API of ours. Of a token for somebody
 * else's API nothing follows from its signature: only that API can validate it (Graph even signs something else than it
 * sends), so that is said, and nothing is called invalid.
 *
 * @throws ConsentryError those of {@link SigningKeys}, when the keys cannot be had
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 */
export async function checkSignature(input: CheckSignatureInput): Promise<TokenCheck> {
  const { token, cloud, ownAudiences } = input;
  const decoding = decodeToken(token);
  if (!decoding.ok) return unknown({ name, explanation: 'What cannot be read has no signature to check.' });
  const { claims, hasHeaderNonce } = decoding.value;
  const { audience, issuer, tenantId } = claims;
  if (audience === undefined || !ownAudiences.includes(audience)) {
    const api = audience === undefined ? 'its API' : (findKnownAudience(cloud, audience)?.api ?? audience);
    const nonce = hasHeaderNonce
      ? ' Its header carries a nonce, with which nobody else can check the signature.'
      : '';
    return {
      name,
      outcome: 'unknown',
      asked: false,
      explanation: `Only ${api} can validate this token: it is not meant for us.${nonce}`,
      remedy: 'To know whether the API takes it, call the API.',
    };
  }
  const generation = generationOf(claims);
  if (generation === undefined || issuer === undefined || !isGuid(tenantId)) {
    return failed({ name, explanation: 'The token does not say who issued it, so no key can belong to it.' });
  }
  const mayHaveSigned = (key: SigningKey): boolean =>
    issuer === issuerOf(cloud, generation, tenantId) &&
    (key.issuer === undefined || key.issuer.replace(/\{tenantid\}/i, tenantId) === issuer);
  const verified = await verifySignature(token, input.keysOf(generation));
  if (!verified.ok)
    return failed({ name, explanation: `The signature does not hold: ${sentences[verified.reason]}.` });
  if (!mayHaveSigned(verified.value.key)) {
    return failed({
      name,
      explanation: 'The signature does not hold: its key may not sign for this issuer.',
    });
  }
  return passed({ name, explanation: `Entra ID signed the token (${issuer}).` });
}

const sentences: Readonly<Record<SignatureReason, string>> = {
  malformed: 'it is no signed JWT',
  algorithm: 'it is not signed with RS256',
  embedded_key: 'it brings its own key',
  unknown_key: 'its key is not one of the identity provider’s',
  signature: 'the signature is wrong',
};
