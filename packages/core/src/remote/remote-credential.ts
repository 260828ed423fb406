import { ConsentryError } from '../errors.ts';
import {
  type CredentialOwner,
  readBinding,
  readCredentialRequest,
} from '../token-credential/read-request.ts';
import { createCredentialToken, type TokenCredential } from '../token-credential/token-credential.ts';
import { withAbort } from '../token-credential/with-abort.ts';
import type { Remote } from './create-remote.ts';

/** What a credential over a broker is for. Whatever an SDK asks for outside of it is refused. */
export interface RemoteCredentialOptions extends CredentialOwner {
  readonly broker: Remote;
  /** For whom its tokens speak: application and account, unless told otherwise. */
  readonly access?: 'delegated' | 'app-only';
  /** Each token lives at least this long when it is given; at most half of a token's life is heeded. */
  readonly minimumLifetimeMs?: number;
}

/**
 * A credential for the SDKs of Azure whose tokens come from a broker, for one partner and one customer (or the
 * partner's own tenant). It keeps no token: the broker does, and so do the SDKs. What is asked for outside its binding is an
 * error, never another token; whatever else is allowed the policy of the broker's caller says.
 *
 * Its `getToken` rejects with a ConsentryError: those of `POST /v1/tokens`, `outside_binding`, `step_up_needed` for a
 * claims challenge, `invalid_request` for scopes that are not of one API, `broker_unreachable`, `not_a_broker`; and with an
 * `AbortError` when its signal says so.
 *
 * @throws ConsentryError `invalid_request` for an id that is no GUID
 * @throws TypeError for a customer that is there and undefined
 * @see https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential (2026-11-26)
 */
export function remoteCredential(options: RemoteCredentialOptions): TokenCredential {
  const { broker, minimumLifetimeMs, access } = options;
  const binding = readBinding(options);
  const { partner, customer } = binding;
  return {
    async getToken(scopes, asked) {
      const target = readCredentialRequest(binding, scopes, asked);
      const body = { partner, customer, access, ...target, minimumLifetimeMs };
      const answer = await withAbort(asked?.abortSignal, (signal) =>
        broker.call('acquireToken', { body }, { signal }),
      );
      if (answer.tenant !== binding.tenant) {
        throw new ConsentryError('not_a_broker', {
          message: 'The broker answered with a token of another tenant, which was not handed on.',
          facts: { tenant: answer.tenant, askedTenant: binding.tenant },
        });
      }
      return createCredentialToken(answer.accessToken, Date.parse(answer.expiresAt));
    },
  };
}
