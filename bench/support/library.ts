import {
  type ClientCredential,
  type Cloud,
  createClientAuthentication,
  createId,
  createMemoryVault,
  createTokenEndpoint,
  createTokens,
  declareCloud,
  type Fetch,
  type GrantEvents,
  type GrantId,
  readApplicationId,
  readObjectId,
  readTarget,
  readTenantId,
  Secret,
  standardDialect,
  type Target,
  type TenantId,
  type Tokens,
} from '@consentry/core';
import { systemClock, systemRandom } from '@consentry/core/node';
import { aSealedGrant } from '../../packages/core/test/a-grant.ts';
import { createMemoryGrantStore } from '../../packages/core/test/memory-grant-store.ts';

export const application = readApplicationId('33333333-3333-4333-8333-333333333333');
export const partner = readTenantId('11111111-1111-4111-8111-111111111111');
export const clientSecret: ClientCredential = { kind: 'secret', secret: Secret.of('a secret of nobody') };

/** A grant and what is asked of it. */
export interface Asked {
  readonly grant: GrantId;
  readonly target: Target;
}

/** The library on its own, without a broker: stores in memory, and a token endpoint that is given. */
export interface Library {
  readonly tokens: Tokens;
  /** Graph of customers, dealt out among the grants. */
  readonly asked: readonly Asked[];
}

export interface LibraryOptions {
  readonly fetch: Fetch;
  readonly targets: number;
  readonly grants?: number;
  /** One for each target unless told otherwise. */
  readonly customers?: number;
  readonly credential?: ClientCredential;
  readonly loginBaseUrl?: string;
}

export async function createLibrary(options: LibraryOptions): Promise<Library> {
  const { fetch, targets, grants = 1, customers = targets } = options;
  const { credential = clientSecret, loginBaseUrl = 'http://127.0.0.1:9' } = options;
  const cloud = cloudAt(loginBaseUrl);
  const [clock, random, vault, store] = [
    systemClock,
    systemRandom,
    createMemoryVault(),
    createMemoryGrantStore(),
  ];
  const ids: GrantId[] = [];
  for (let index = 0; index < grants; index++) {
    const id = createId('GrantId', random);
    const secret = await vault.put({ grant: id, version: 1 }, Secret.of('1.'.padEnd(1200, 'z')));
    const subject = readObjectId(customerTenant(index));
    await store.save(aSealedGrant({ id, partner, subject, application, secret }), 0);
    ids.push(id);
  }
  const authentication = await createClientAuthentication({
    clientId: application,
    credential,
    clock,
    random,
  });
  const tokens = createTokens({
    grants: store,
    vault,
    tokenEndpoint: createTokenEndpoint({
      cloud,
      clientId: application,
      authentication,
      fetch,
      clock,
      dialect: standardDialect,
    }),
    provingScopes: () => ['https://api.partnercenter.microsoft.com/user_impersonation'],
    events: noEvents,
    clock,
    random,
    cacheLimit: targets,
  });
  return { tokens, asked: listAsked(cloud, ids, targets, customers) };
}

/** A cloud whose token endpoints are here. */
export function cloudAt(loginBaseUrl: string): Cloud {
  return declareCloud({
    name: 'bench-cloud',
    loginBaseUrl,
    resources: {
      'partner-center': { baseUrl: 'http://127.0.0.1:9' },
      graph: { baseUrl: 'http://127.0.0.1:9' },
    },
  });
}

/** The tenant of a customer, by number. */
export function customerTenant(number: number): TenantId {
  return readTenantId(`22222222-2222-4222-8222-${number.toString(16).padStart(12, '0')}`);
}

/** Acquires every token once, some at a time. */
export async function acquireAll({ tokens, asked }: Library, atOnce = 50): Promise<void> {
  const rest = asked.values();
  const acquireNext = async (): Promise<void> => {
    for (const { grant, target } of rest) await tokens.acquire(grant, target);
  };
  await Promise.all(Array.from({ length: atOnce }, acquireNext));
}

function listAsked(cloud: Cloud, grants: readonly GrantId[], targets: number, customers: number): Asked[] {
  return Array.from({ length: targets }, (_, index) => {
    const grant = grants[index % grants.length];
    if (grant === undefined) throw new TypeError('there is a grant');
    const customer = customerTenant(index % customers);
    return { grant, target: readTarget(cloud, { partner, customer, resource: 'graph' }) };
  });
}

const noEvents: GrantEvents = {
  renewed: async () => undefined,
  notRenewed: async () => undefined,
  successorRefused: async () => undefined,
  moved: async () => undefined,
  saved: async () => undefined,
  notExercised: async () => undefined,
  stateChanged: async () => undefined,
};
