import {
  type CallerId,
  type Clock,
  ConsentryError,
  digest,
  isSameDigest,
  matchesDigest,
  Secret,
} from '@consentry/core';
import type { Policy } from '@consentry/core/contract';
import { type CallerKey, type KnownCaller, liveKeyLimit, liveKeys } from '../stores/callers.ts';
import { authenticateToken, isWorkloadToken, type TokenAuthenticationDeps } from './authenticate-token.ts';
import { readCallerKey } from './caller-key.ts';
import { type CallerPrincipal, type Principal, principalOf } from './principal.ts';

export type { CallerPrincipal, CallerProof, OperatorPrincipal, Principal } from './principal.ts';

export interface AuthenticatorDeps extends TokenAuthenticationDeps {
  readonly operatorKeyHash: string;
  readonly clock: Clock;
}

export interface Authenticator {
  /**
   * Finds out who sent a request. The refusal is the same for a key or a token that is unknown, wrong, expired or
   * removed; that of a key costs the same comparisons. Why a token was refused is for the log.
   *
   * @param authorization the value of the Authorization header
   * @param requestId leads from the log to the request
   * @throws ConsentryError `unauthorized`; for callers `policies_unconfirmed`, `store_unavailable`; for tokens
   *   `issuer_unavailable`
   */
  authenticate(authorization: string | undefined, requestId: string): Promise<Principal>;
  /**
   * The policy of a caller as it is now: work that took a while may have outlived the right to its outcome.
   *
   * @throws ConsentryError `unauthorized` when the caller, or the key or identity that it presented, has ended meanwhile,
   *   `policies_unconfirmed`, `store_unavailable`
   */
  getPolicy(principal: CallerPrincipal): Promise<Policy>;
}

/** Compared with where there is no key; the digest of nothing that has a key's form. */
const nobodysHash = 'A'.repeat(43);

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { access, operatorKeyHash, clock } = deps;
  const findCaller = async (id: CallerId): Promise<KnownCaller | undefined> => {
    await access.requireConfirmed();
    return access.findCaller(id);
  };
  const liveKeysOf = (found: KnownCaller | undefined): readonly CallerKey[] =>
    found === undefined ? [] : liveKeys(found, clock.now());

  const authenticateKey = async (text: string): Promise<Principal> => {
    const presented = readCallerKey(text);
    if (presented === undefined) throw new ConsentryError('unauthorized');
    const secret = presented.secret.reveal();
    if (presented.kind === 'operator') {
      if (matchesDigest(secret, operatorKeyHash)) return { kind: 'operator' };
      throw new ConsentryError('unauthorized');
    }
    const found = await findCaller(presented.id);
    const key = findMatch(liveKeysOf(found), secret);
    if (found === undefined || key === undefined) throw new ConsentryError('unauthorized');
    return principalOf(found, { key: key.id });
  };

  return {
    async authenticate(authorization, requestId) {
      const [, text] = /^Bearer +([^\s]{1,8192}) *$/i.exec(authorization ?? '') ?? [];
      if (text === undefined) throw new ConsentryError('unauthorized');
      return isWorkloadToken(text)
        ? authenticateToken(deps, Secret.of(text), requestId)
        : authenticateKey(text);
    },

    async getPolicy({ id, proof }) {
      const found = await findCaller(id);
      const isLive =
        'key' in proof
          ? liveKeysOf(found).some((live) => live.id === proof.key)
          : found?.identities.some((live) => live.id === proof.identity);
      if (found === undefined || isLive !== true) throw new ConsentryError('unauthorized');
      return found.caller.policy;
    },
  };
}

/** Compares with every key, and with as many where there are fewer: the time tells nothing of them. */
function findMatch(keys: readonly CallerKey[], secret: string): CallerKey | undefined {
  let match: CallerKey | undefined;
  const presented = digest(secret);
  for (let index = 0; index < Math.max(keys.length, liveKeyLimit); index++) {
    const key = keys[index];
    if (isSameDigest(presented, key?.hash ?? nobodysHash)) match = key;
  }
  return match;
}
