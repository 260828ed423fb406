import { SecretClient } from '@azure/keyvault-secrets';
import { vaultResourceOf } from '../vault/vault-domain.ts';
import { expectChallenge } from './challenge.ts';
import { createSecretVersions } from './create-secret-versions.ts';
import type { ClientInput, KeyVaultInput } from './key-vault-input.ts';
import { createLimiter } from './limiter.ts';
import type { HttpClient } from './sdk-http.ts';
import type { SecretVersions } from './secret-versions.ts';
import { createVaultCredential } from './vault-credential.ts';
import { createVaultHttp } from './vault-http.ts';

const apiVersion = '7.4';

export interface ClientOptions {
  /** Put around our HTTP. */
  readonly around?: (http: HttpClient) => HttpClient;
}

/** The calls that are made for custody and for a purge. */
export function connect(input: KeyVaultInput): SecretVersions {
  return createSecretVersions(createClient(input));
}

/** Microsoft's client: no retries, no redirects, our Fetch, and the challenge compared by it and by us. */
export function createClient(input: ClientInput, options: ClientOptions = {}): SecretClient {
  const { vaultUrl, cloud, tenant, clock, timer } = input;
  const { around = (http) => http } = options;
  const resource = vaultResourceOf(vaultUrl);
  const credential = createVaultCredential({
    source: input.tokens,
    scope: `${resource}/.default`,
    tenant,
    clock,
  });
  const httpClient = createVaultHttp({
    vaultUrl,
    fetch: input.fetch,
    clock,
    limiter: input.limiter ?? createLimiter({ timer }),
    expected: expectChallenge(cloud, tenant, resource),
    onRefusedToken: credential.drop,
  });
  return new SecretClient(vaultUrl, credential.forClient, {
    httpClient: around(httpClient),
    serviceVersion: apiVersion,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  });
}
