/**
 * Verification: is this the token that was wanted, and if not, why?
 * In: a token, what is wanted of it, a cloud, the time. Out: a {@link TokenVerification}, for people.
 * Called by: `consentry verify`, and programs that want to know before an API says no.
 * Trusts: nothing in the token. Only {@link checkSignature} makes its claims believable; nothing here is an authorisation.
 */
import type { Cloud } from '../entra/cloud.ts';
import { decodeToken } from '../entra/decode-token.ts';
import type { UnreadableToken } from '../entra/split-token.ts';
import type { Secret } from '../secret.ts';
import { checkAudience } from './check-audience.ts';
import { checkAccount, checkApplication, checkMfa, checkTenant } from './check-identity.ts';
import { checkIssuer } from './check-issuer.ts';
import { checkPermission } from './check-permission.ts';
import { checkTimes } from './check-times.ts';
import {
  type CheckOutcome,
  failed,
  passed,
  type TokenCheck,
  type TokenVerification,
  unknown,
  type WantedToken,
} from './token-check.ts';

/** A token, and what is wanted of it. */
export interface VerifyTokenInput {
  readonly token: Secret<string>;
  readonly wanted: WantedToken;
  readonly cloud: Cloud;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Decodes a token and checks form, times and issuer, and what is wanted of it. It asks nobody and throws nothing; the
 * signature is a check of its own, see {@link checkSignature} and {@link withCheck}.
 *
 * What holds here may still be refused by the API, and a token whose claims nobody signed may say anything.
 */
export function verifyToken({ token, wanted, cloud, now }: VerifyTokenInput): TokenVerification {
  const decoding = decodeToken(token);
  if (!decoding.ok) return conclude(undefined, [checkForm(decoding.reason)]);
  const { claims } = decoding.value;
  const { resource, tenant, application, account, scopes = [], roles = [], mfa = false } = wanted;
  return conclude(claims, [
    passed({ name: 'form', explanation: 'The token is a JWT; what it says can be read.' }),
    checkTimes(claims, now),
    checkIssuer(claims, cloud),
    ...(resource === undefined ? [] : [checkAudience(claims, cloud, resource)]),
    ...(tenant === undefined ? [] : [checkTenant(claims, tenant)]),
    ...(application === undefined ? [] : [checkApplication(claims, application)]),
    ...(account === undefined ? [] : [checkAccount(claims, account)]),
    ...scopes.map((scope) => checkPermission('scope', claims, cloud, scope)),
    ...roles.map((role) => checkPermission('role', claims, cloud, role)),
    ...(mfa ? [checkMfa(claims)] : []),
  ]);
}

/** The verification with one check more. */
export function withCheck({ claims, checks }: TokenVerification, check: TokenCheck): TokenVerification {
  return conclude(claims, [...checks, check]);
}

function conclude(claims: TokenVerification['claims'], checks: readonly TokenCheck[]): TokenVerification {
  return { verdict: verdictOf(checks), claims, checks };
}

function verdictOf(checks: readonly TokenCheck[]): CheckOutcome {
  const outcomes = checks.filter(({ asked }) => asked).map(({ outcome }) => outcome);
  if (outcomes.includes('failed')) return 'failed';
  return outcomes.includes('unknown') ? 'unknown' : 'passed';
}

function checkForm(reason: UnreadableToken): TokenCheck {
  const name = 'form';
  switch (reason) {
    case 'too_long':
      return failed({ name, explanation: 'This is too long to be a token.' });
    case 'damaged':
      return failed({
        name,
        explanation: 'The token is damaged: its claims cannot be read.',
        remedy: 'Copy the whole token, without line breaks.',
      });
    case 'encrypted':
      return unknown({ name, explanation: 'The token is encrypted: only its API can look into it.' });
    case 'opaque':
      return unknown({
        name,
        explanation:
          'This is no JWT, so it cannot be looked into. It may be an opaque token, a refresh token or a code.',
        remedy:
          'Give the access token. If this is a refresh token or a code, keep it secret: it is worth more than a token.',
      });
  }
}
