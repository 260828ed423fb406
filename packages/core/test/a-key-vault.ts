import type { TestContext } from 'node:test';
import {
  DEFAULT_APPLICATION,
  DEFAULT_TENANTS,
  defaultWorld,
  type Sandbox,
  type World,
} from '@consentry/sandbox';
import { createTestSandbox } from '../../sandbox/test/create-test-sandbox.ts';
import { createClientAuthentication } from '../src/entra/client-credential.ts';
import { declareCloud } from '../src/entra/declare-cloud.ts';
import { standardDialect } from '../src/entra/dialect.ts';
import { createTokenEndpoint } from '../src/entra/token-endpoint.ts';
import { readApplicationId, readTenantId } from '../src/ids.ts';
import { createKeyVault, type KeyVault } from '../src/key-vault/key-vault.ts';
import type { KeyVaultInput } from '../src/key-vault/key-vault-input.ts';
import { applicationTokens } from '../src/key-vault/token-source.ts';
import { systemRandom } from '../src/node/system.ts';
import { type Fetch, type OutgoingRequest, TransportError } from '../src/ports.ts';
import { Secret } from '../src/secret.ts';

/** A Key Vault of a sandbox in this process, and the client of it. */
export interface TestKeyVault {
  readonly sandbox: Sandbox;
  readonly vault: KeyVault;
  /** Every request that was sent, with what it carried. */
  readonly sent: readonly OutgoingRequest[];
  readonly patience: Patience;
  /** The world's record of the vault, live. */
  readonly record: World['vaults'][number];
  /** A second client, as another replica has one. */
  another(change?: Partial<KeyVaultInput>): Promise<KeyVault>;
  /** The operator's own hand: a call with every permission. */
  byHand(method: string, path: string, body?: unknown): Promise<{ status: number; body: ByHandBody }>;
}

/** After how long a request is given up. A test of what hangs makes it short, and need not wait for a real deadline. */
interface Patience {
  ms: number;
}

interface ByHandBody {
  readonly id: string;
  readonly value?: string;
  readonly attributes: { readonly enabled: boolean };
  readonly tags?: Record<string, string>;
}

export interface TestKeyVaultOptions {
  readonly world?: World;
  readonly input?: Partial<KeyVaultInput>;
  readonly secret?: string;
}

export const vaultTenant = readTenantId(DEFAULT_TENANTS.vendor);
export const application = readApplicationId(DEFAULT_APPLICATION.clientId);
const operatorId = '60000000-0000-4000-8000-000000000001';

export async function aKeyVault(t: TestContext, options: TestKeyVaultOptions = {}): Promise<TestKeyVault> {
  const world = options.world ?? defaultWorld();
  const [record] = world.vaults;
  const [first] = world.applications;
  if (record === undefined || first === undefined) throw new TypeError('the world has no vault');
  world.applications.push({ ...first, clientId: operatorId, secrets: [{ value: 'operator' }] });
  world.servicePrincipals.push({ tenantId: vaultTenant, clientId: operatorId, state: 'enabled', roles: [] });
  const everything = ['get', 'set', 'list', 'delete', 'recover', 'purge'] as const;
  record.access.push({ clientId: operatorId, permissions: [...everything] });
  const sandbox = createTestSandbox({ world });
  t.after(() => sandbox.close());
  const sent: OutgoingRequest[] = [];
  const patience = { ms: 30_000 };
  const fetch = fetchFrom(sandbox, sent, patience);

  const another = async (change: Partial<KeyVaultInput> = {}): Promise<KeyVault> =>
    createKeyVault({
      vaultUrl: sandbox.origins.vault,
      tenant: vaultTenant,
      cloud: cloudOf(sandbox),
      application,
      tokens: await tokensOf(sandbox, fetch, options.secret),
      fetch,
      clock: sandbox.clock,
      timer: { elapsed: () => sandbox.clock.now(), wait: async (ms) => sandbox.control.moveClock(ms) },
      random: systemRandom,
      ...options.input,
      ...change,
    });
  return {
    sandbox,
    sent,
    patience,
    record,
    vault: await another(),
    another,
    async byHand(method, path, body) {
      const source = await tokensOf(sandbox, fetchFrom(sandbox), 'operator', operatorId);
      const { value } = await source('https://vault.azure.net/.default');
      const response = await sandbox.fetch(`${sandbox.origins.vault}${path}?api-version=7.4`, {
        method,
        headers: { authorization: `Bearer ${value.reveal()}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: JSON.parse(text === '' ? '{}' : text) as ByHandBody };
    },
  };
}

/** The sandbox as a cloud that was declared. */
export function cloudOf(sandbox: Sandbox) {
  return declareCloud({ name: 'test-cloud', loginBaseUrl: sandbox.origins.login, resources: {} });
}

/** Tokens for the vault, as an application that proves itself by a secret. */
export async function tokensOf(
  sandbox: Sandbox,
  fetch: Fetch,
  secret: string = DEFAULT_APPLICATION.secret,
  id: string = application,
) {
  const clientId = readApplicationId(id);
  const { clock } = sandbox;
  const credential = { kind: 'secret', secret: Secret.of(secret) } as const;
  const authentication = await createClientAuthentication({
    clientId,
    credential,
    clock,
    random: systemRandom,
  });
  const endpoint = createTokenEndpoint({
    cloud: cloudOf(sandbox),
    clientId,
    authentication,
    fetch,
    clock,
    dialect: standardDialect,
  });
  return applicationTokens(endpoint, vaultTenant);
}

/** The services of a sandbox as outgoing HTTP, with the failures of a network. */
export function fetchFrom(
  sandbox: Sandbox,
  sent: OutgoingRequest[] = [],
  patience: Patience = { ms: 30_000 },
): Fetch {
  return async (request) => {
    sent.push(request);
    const { method, url, headers = {}, body } = request;
    const signal = AbortSignal.timeout(patience.ms);
    try {
      const init = { method, headers, signal, ...(body === undefined ? {} : { body }) };
      const response = await sandbox.fetch(url, init);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.byteLength > request.maxResponseBytes) throw lost('too_large');
      return { status: response.status, headers: Object.fromEntries(response.headers), body: bytes };
    } catch (error) {
      if (error instanceof TransportError) throw error;
      throw lost(signal.aborted ? 'timeout' : 'reset');
    }
  };
}

function lost(failure: 'too_large' | 'timeout' | 'reset'): TransportError {
  return new TransportError(failure, { mayHaveArrived: true, message: failure });
}
