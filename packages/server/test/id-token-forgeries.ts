import type { Dialect } from '@consentry/core';
import type { IdTokenChange } from '@consentry/sandbox';
import { partnerTwo, type TestBroker } from './a-broker.ts';

/** One way in which an id_token can be wrong. */
export interface Forgery {
  readonly what: string;
  /** Why it is refused: `facts.reason` of `id_token_invalid`. */
  readonly reason: string;
  /** Where the keys of v1 make another reason of it. */
  readonly reasonAtV1?: string;
  readonly change: (t: TestBroker) => IdTokenChange;
}

const now = (t: TestBroker): number => Math.floor(t.sandbox.clock.now() / 1000);

/** Everything that an id_token must not be, wherever it comes from. */
export const forgeries: readonly Forgery[] = [
  { what: 'a wrong nonce', reason: 'nonce', change: () => ({ claims: { nonce: 'another' } }) },
  { what: 'no nonce', reason: 'nonce', change: () => ({ claims: { nonce: null } }) },
  {
    what: 'a wrong audience',
    reason: 'audience',
    change: () => ({ claims: { aud: '50000000-0000-4000-8000-000000000000' } }),
  },
  { what: 'no audience', reason: 'audience', change: () => ({ claims: { aud: null } }) },
  {
    what: 'an audience among others',
    reason: 'audience',
    change: () => ({ claims: { aud: ['40000000-0000-4000-8000-000000000000', 'x'] } }),
  },
  {
    what: 'a wrong issuer',
    reason: 'issuer',
    change: (t) => ({ claims: { iss: `${t.sandbox.origins.login}/${partnerTwo}/v2.0` } }),
  },
  { what: 'no issuer', reason: 'issuer', change: () => ({ claims: { iss: null } }) },
  {
    what: 'an expiry in the past',
    reason: 'expired',
    change: (t) => ({ claims: { exp: now(t) - 3600, iat: now(t) - 7200, nbf: now(t) - 7200 } }),
  },
  { what: 'no expiry', reason: 'malformed', change: () => ({ claims: { exp: null } }) },
  {
    what: 'a time in the future',
    reason: 'not_yet_valid',
    change: (t) => ({ claims: { nbf: now(t) + 3600, iat: now(t) + 3600, exp: now(t) + 7200 } }),
  },
  { what: 'alg none', reason: 'algorithm', change: () => ({ signWith: 'none' }) },
  { what: 'a MAC made with the public key', reason: 'algorithm', change: () => ({ signWith: 'hs256' }) },
  {
    what: 'a key that nobody published',
    reason: 'unknown_key',
    change: () => ({ signWith: 'unknown-key' }),
  },
  {
    what: 'the key of personal accounts',
    reason: 'key_issuer',
    reasonAtV1: 'unknown_key',
    change: () => ({ signWith: 'consumer-key' }),
  },
  { what: 'no object id', reason: 'subject', change: () => ({ claims: { oid: null } }) },
  { what: 'no tenant', reason: 'tenant', change: () => ({ claims: { tid: null } }) },
];

/** What only an id_token that comes with a code can have wrong. */
export const codeForgeries: readonly Forgery[] = [
  { what: 'no c_hash', reason: 'code_hash', change: () => ({ claims: { c_hash: null } }) },
  {
    what: 'a c_hash of another code',
    reason: 'code_hash',
    change: () => ({ claims: { c_hash: 'LDktKdoQak3Pk0cnXxCltA' } }),
  },
  { what: 'an empty c_hash', reason: 'code_hash', change: () => ({ claims: { c_hash: '' } }) },
];

/** An id_token that another tenant issued, in every respect but its account. */
export function ofAnotherTenant(t: TestBroker, { endpoints }: Dialect): IdTokenChange {
  const { login } = t.sandbox.origins;
  const iss = endpoints === 'v1' ? `${login}/sts/${partnerTwo}/` : `${login}/${partnerTwo}/v2.0`;
  return { claims: { tid: partnerTwo, iss } };
}
