import type { Cloud } from '../entra/clouds.ts';
import { ConsentryError } from '../errors.ts';
import {
  type CredentialOwner,
  readBinding,
  readCredentialRequest,
} from '../token-credential/read-request.ts';
import { createCredentialToken, type TokenCredential } from '../token-credential/token-credential.ts';
import { withAbort } from '../token-credential/with-abort.ts';
import type { GrantStore } from '../vault/grant-store.ts';
import type { Tokens } from './acquire.ts';
import { readTarget } from './target.ts';

/** What a credential over the `Tokens` of this process is for. There is no policy and no record here. */
export interface LocalCredentialOptions extends CredentialOwner {
  readonly tokens: Pick<Tokens, 'acquire' | 'forget'>;
  readonly grants: Pick<GrantStore, 'listByPartner'>;
  readonly cloud: Cloud;
  /** Each token lives at least this long when it is given; at most half of a token's life is heeded. */
  readonly minimumLifetimeMs?: number;
}

/**
 * A credential for the SDKs of Azure in a process that holds the grants itself, for one partner and one customer (or
 * the partner's own tenant). There is neither policy nor record here: those are a broker's. What is asked for outside its binding
 * is an error, never another token.
 *
 * Its `getToken` rejects with a ConsentryError: those of {@link Tokens.acquire} and {@link readTarget},
 * `partner_not_found`, `outside_binding`, `step_up_needed` for a claims challenge; and with an `AbortError` when its signal says
 * so: then others who wait for the same token still get it.
 *
 * @throws ConsentryError `invalid_request` for an id that is no GUID
 * @throws TypeError for a customer that is there and undefined
 * @see https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential (2026-11-26)
 */
export function localCredential(options: LocalCredentialOptions): TokenCredential {
  const { tokens, grants, cloud, minimumLifetimeMs } = options;
  const binding = readBinding(options);
  const { partner, customer } = binding;
  return {
    async getToken(scopes, asked) {
      const target = readTarget(cloud, {
        partner,
        customer,
        ...readCredentialRequest(binding, scopes, asked),
      });
      const { token } = await withAbort(asked?.abortSignal, async () => {
        const found = await grants.listByPartner(partner);
        const grant = found.find(({ state }) => state === 'healthy') ?? found[0];
        if (grant === undefined) throw new ConsentryError('partner_not_found');
        // Another process may have found it dead, or taken it back: what is kept here is of no more use.
        if (grant.state !== 'healthy') tokens.forget(grant.id);
        return tokens.acquire(grant.id, target, { minimumLifetimeMs, consentedAt: grant.consentedAt });
      });
      return createCredentialToken(token.value.reveal(), token.expiresAt);
    },
  };
}
