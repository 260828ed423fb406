import { ConsentryError, isConsentryError } from '../errors.ts';
import { badAnswer } from './read-refusal.ts';

/**
 * Makes one call of the SDK. Its own errors hold the request with the value and the token, so nothing of them is kept.
 * @throws ConsentryError those of our HTTP client, and `vault_bad_response`, `vault_denied`
 */
export async function translate<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isConsentryError(error)) throw error;
    const isRefused = error instanceof Error && 'statusCode' in error && error.statusCode === 401;
    if (!isRefused) throw badAnswer('body');
    throw new ConsentryError('vault_denied', {
      message: 'The vault does not accept the token of the broker’s identity. The grants are untouched.',
      remedy: 'Check keyVault.tenant, the identity, and the clock of this machine.',
      facts: { reason: 'unauthorized', status: 401 },
    });
  }
}
