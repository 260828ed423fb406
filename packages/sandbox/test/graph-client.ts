import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { World } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { read, write } from './write-call.ts';
import type { WriteAnswer, WriteCall } from './write-call.ts';

/** What the application may do in Graph, in every tenant that approved it. */
export interface GraphRights {
  /** Delegated permissions. */
  scopes?: string[];
  /** Application permissions. */
  roles?: string[];
}

/** The default world, with other rights in Graph. */
export function worldOfGraph({ scopes, roles }: GraphRights): World {
  const world = defaultWorld();
  for (const consent of world.consents) if (scopes !== undefined) consent.scopes = [...scopes];
  for (const principal of world.servicePrincipals) {
    if (roles !== undefined)
      principal.roles = [{ resource: 'https://graph.microsoft.com', roles: [...roles] }];
  }
  return world;
}

/** One who calls Graph in one tenant. */
export interface GraphCaller {
  client: ExampleClient;
  token: string;
  get(path: string, headers?: Record<string, string>): Promise<WriteAnswer>;
  send(method: WriteCall['method'], path: string, body?: object): Promise<WriteAnswer>;
}

/** The service account of partner one, or another account, in a tenant. */
export async function aUserInGraph(
  world: World,
  tenant: string = DEFAULT_TENANTS.customerA,
  account: 'service' | 'admin' = 'service',
): Promise<GraphCaller> {
  const client = await createExampleClient(world);
  const refreshToken = await client.connect(anAccount(account));
  const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, tenant);
  return createCaller(client, body['access_token'] ?? '');
}

/** The application alone, in a tenant. */
export async function anApplicationInGraph(
  world: World,
  tenant: string = DEFAULT_TENANTS.customerA,
): Promise<GraphCaller> {
  const client = await createExampleClient(world);
  const { body } = await client.token({ grant_type: 'client_credentials', scope: GRAPH_SCOPE }, tenant);
  return createCaller(client, body['access_token'] ?? '');
}

function createCaller(client: ExampleClient, token: string): GraphCaller {
  return {
    client,
    token,
    get: (path, headers) => read(client, 'graph', `/v1.0${path}`, token, headers),
    send: (method, path, body) =>
      write(client, { service: 'graph', method, path: `/v1.0${path}`, token, body }),
  };
}

/** The items of a list. */
export function valueOf({ body }: WriteAnswer): Record<string, unknown>[] {
  return body['value'] as Record<string, unknown>[];
}

/** The object id of a service principal that the tenant has. */
export async function principalIdOf({ get }: GraphCaller, appId: string): Promise<string> {
  const [found] = valueOf(await get(`/servicePrincipals?$filter=appId eq '${appId}'&$select=id`));
  return String(found?.['id']);
}

/** A refresh token of an account, though somebody else is signed in to the browser. */
export async function connectAnother(client: ExampleClient, account: 'service' | 'admin'): Promise<string> {
  const { code = '' } = await client.consent(anAccount(account), { changes: { prompt: 'login' } });
  const { body } = await client.redeem(code);
  return body['refresh_token'] ?? '';
}
