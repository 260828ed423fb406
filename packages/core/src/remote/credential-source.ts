import type { RequestOf } from '../contract/index.ts';
import { Secret } from '../secret.ts';
import type { Remote } from './create-remote.ts';

/**
 * Tokens for one target, each time anew from the broker, which serves them from its cache. The result is what
 * `createGraph`, `createPartnerCenter` and `call` of `@consentry/core` take as their credential.
 */
export function createCredentialSource(
  remote: Remote,
  target: RequestOf<'acquireToken'>['body'],
): () => Promise<{ readonly value: Secret<string>; readonly baseUrl: string }> {
  return async () => {
    const { accessToken, baseUrl } = await remote.call('acquireToken', { body: target });
    return { value: Secret.of(accessToken), baseUrl };
  };
}
