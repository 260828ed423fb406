import { type CallerId, type Clock, ConsentryError, matchesDigest } from '@consentry/core';
import type { Policy } from '@consentry/core/contract';
import type { CallerStore } from '../stores/callers.ts';
import { readCallerKey } from './caller-key.ts';

/** Who sent a request to the API. */
export type Principal =
  | { readonly kind: 'operator' }
  | { readonly kind: 'caller'; readonly id: CallerId; readonly name: string; readonly policy: Policy };

export interface AuthenticatorDeps {
  readonly callers: CallerStore;
  readonly operatorKeyHash: string;
  readonly clock: Clock;
}

export interface Authenticator {
  /**
   * Finds out who sent a request. The refusal is the same for a key that is unknown, wrong, expired or
   * removed, and costs the same work.
   *
   * @param authorization the value of the Authorization header
   * @throws ConsentryError `unauthorized`
   */
  authenticate(authorization: string | undefined): Promise<Principal>;
}

/** Compared with when there is no such caller; the digest of nothing that has a key's form. */
const nobodysHash = 'A'.repeat(43);

export function createAuthenticator({ callers, operatorKeyHash, clock }: AuthenticatorDeps): Authenticator {
  return {
    async authenticate(authorization) {
      const [, text] = /^Bearer +([^\s]{1,200}) *$/i.exec(authorization ?? '') ?? [];
      const key = text === undefined ? undefined : readCallerKey(text);
      if (key === undefined) throw new ConsentryError('unauthorized');
      if (key.kind === 'operator') {
        if (matchesDigest(key.secret.reveal(), operatorKeyHash)) return { kind: 'operator' };
        throw new ConsentryError('unauthorized');
      }
      const found = await callers.findByKeyId(key.id);
      const matches = matchesDigest(key.secret.reveal(), found?.keyHash ?? nobodysHash);
      if (found === undefined || !matches || hasEnded(found.row, clock.now())) {
        throw new ConsentryError('unauthorized');
      }
      const { id, name, policy } = found.row;
      return { kind: 'caller', id, name, policy };
    },
  };
}

function hasEnded(
  row: { readonly expiresAt: number | undefined; readonly removedAt: number | undefined },
  now: number,
): boolean {
  return row.removedAt !== undefined || (row.expiresAt !== undefined && row.expiresAt <= now);
}
