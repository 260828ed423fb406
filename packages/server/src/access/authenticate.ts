import { type CallerId, type CallerKeyId, type Clock, ConsentryError, matchesDigest } from '@consentry/core';
import type { Policy } from '@consentry/core/contract';
import { type CallerKey, type CallerWithKeys, liveKeyLimit, liveKeys } from '../stores/callers.ts';
import { readCallerKey } from './caller-key.ts';
import type { KnownAccess } from './known-access.ts';

/** Who sent a request to the API. */
export type Principal = { readonly kind: 'operator' } | CallerPrincipal;

export interface CallerPrincipal {
  readonly kind: 'caller';
  readonly id: CallerId;
  readonly name: string;
  readonly policy: Policy;
  /** Which of its keys it presented. */
  readonly key: CallerKeyId;
}

export interface AuthenticatorDeps {
  readonly access: Pick<KnownAccess, 'findCaller' | 'requireConfirmed'>;
  readonly operatorKeyHash: string;
  readonly clock: Clock;
}

export interface Authenticator {
  /**
   * Finds out who sent a request. The refusal is the same for a key that is unknown, wrong, expired or
   * removed, and costs the same comparisons.
   *
   * @param authorization the value of the Authorization header
   * @throws ConsentryError `unauthorized`; for callers `policies_unconfirmed`, `store_unavailable`
   */
  authenticate(authorization: string | undefined): Promise<Principal>;
  /**
   * The policy of a caller as it is now: work that took a while may have outlived the right to its outcome.
   *
   * @throws ConsentryError `unauthorized` when the caller or the key it presented has ended meanwhile,
   *   `policies_unconfirmed`, `store_unavailable`
   */
  getPolicy(principal: CallerPrincipal): Promise<Policy>;
}

/** Compared with where there is no key; the digest of nothing that has a key's form. */
const nobodysHash = 'A'.repeat(43);

export function createAuthenticator({ access, operatorKeyHash, clock }: AuthenticatorDeps): Authenticator {
  const findCaller = async (id: CallerId): Promise<CallerWithKeys | undefined> => {
    await access.requireConfirmed();
    return access.findCaller(id);
  };
  const liveKeysOf = (found: CallerWithKeys | undefined): readonly CallerKey[] =>
    found === undefined ? [] : liveKeys(found, clock.now());

  return {
    async authenticate(authorization) {
      const [, text] = /^Bearer +([^\s]{1,200}) *$/i.exec(authorization ?? '') ?? [];
      const presented = text === undefined ? undefined : readCallerKey(text);
      if (presented === undefined) throw new ConsentryError('unauthorized');
      const secret = presented.secret.reveal();
      if (presented.kind === 'operator') {
        if (matchesDigest(secret, operatorKeyHash)) return { kind: 'operator' };
        throw new ConsentryError('unauthorized');
      }
      const found = await findCaller(presented.id);
      const key = findMatch(liveKeysOf(found), secret);
      if (found === undefined || key === undefined) throw new ConsentryError('unauthorized');
      const { id, name, policy } = found.caller;
      return { kind: 'caller', id, name, policy, key: key.id };
    },

    async getPolicy({ id, key }) {
      const found = await findCaller(id);
      if (found === undefined || !liveKeysOf(found).some((live) => live.id === key)) {
        throw new ConsentryError('unauthorized');
      }
      return found.caller.policy;
    },
  };
}

/** Compares with every key, and with as many where there are fewer: the time tells nothing of them. */
function findMatch(keys: readonly CallerKey[], secret: string): CallerKey | undefined {
  let match: CallerKey | undefined;
  for (let index = 0; index < Math.max(keys.length, liveKeyLimit); index++) {
    const key = keys[index];
    if (matchesDigest(secret, key?.hash ?? nobodysHash)) match = key;
  }
  return match;
}
