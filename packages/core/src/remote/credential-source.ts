import type { RequestOf } from '../contract/index.ts';
import { isConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { Remote } from './create-remote.ts';

/** A token, and the only place that it may be sent to. */
interface Credential {
  readonly value: Secret<string>;
  readonly baseUrl: string;
}

/**
 * Tokens for one target, each time anew from the broker, which serves them from its cache. The result is what
 * `createApis`, `createApi` and `call` of `@consentry/core` take as their credential. Where an API has refused a token, the broker is asked for
 * a new one; it makes one a minute.
 */
export function createCredentialSource(
  remote: Remote,
  target: RequestOf<'acquireToken'>['body'],
): (options?: { readonly insteadOf?: Credential }) => Promise<Credential> {
  let last: { readonly accessToken: string; readonly credential: Credential } | undefined;
  const acquire = async (force: boolean): Promise<Credential> => {
    const body = force ? { ...target, force } : target;
    const { accessToken, baseUrl } = await remote.call('acquireToken', { body });
    if (last?.accessToken !== accessToken)
      last = { accessToken, credential: { value: Secret.of(accessToken), baseUrl } };
    return last.credential;
  };
  return async ({ insteadOf } = {}) => {
    const kept = await acquire(false);
    if (insteadOf !== kept) return kept;
    try {
      return await acquire(true);
    } catch (error) {
      if (isConsentryError(error, 'force_limited')) return kept;
      throw error;
    }
  };
}
