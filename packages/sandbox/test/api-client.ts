import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { ApiCallRecord, World } from '../src/index.ts';
import { PARTNER_CENTER_SCOPE, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { read, write } from './write-call.ts';
import type { WriteAnswer, WriteCall } from './write-call.ts';

/** One who calls one API in one tenant. */
export interface ApiCaller {
  client: ExampleClient;
  token: string;
  get(path: string, headers?: Record<string, string>): Promise<WriteAnswer>;
  send(
    method: WriteCall['method'],
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<WriteAnswer>;
}

/** The default world, where administrators approved ARM and Defender too. */
export function worldOfAllApis(): World {
  return defaultWorld({ approvedApis: 'all' });
}

/** The service account of partner one in a tenant, with what was approved for a resource. */
export async function aUserAt(
  service: ApiCallRecord['service'],
  resource: string,
  { world = worldOfAllApis(), tenant = DEFAULT_TENANTS.customerA, clock = Date }: CallerOptions = {},
): Promise<ApiCaller> {
  const client = await createExampleClient(world, clock);
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, `${resource}/.default`, tenant);
  return createApiCaller(client, service, body['access_token'] ?? '');
}

/** The application alone in a tenant. */
export async function anApplicationAt(
  service: ApiCallRecord['service'],
  resource: string,
  { world = worldOfAllApis(), tenant = DEFAULT_TENANTS.customerA, clock = Date }: CallerOptions = {},
): Promise<ApiCaller> {
  const client = await createExampleClient(world, clock);
  return createApiCaller(client, service, await anApplicationToken(client, resource, tenant));
}

export interface CallerOptions {
  world?: World;
  tenant?: string;
  clock?: { now(): number };
}

export async function anApplicationToken(
  client: ExampleClient,
  resource: string,
  tenant: string = DEFAULT_TENANTS.customerA,
): Promise<string> {
  const fields = { grant_type: 'client_credentials', scope: `${resource}/.default` };
  return (await client.token(fields, tenant)).body['access_token'] ?? '';
}

/** A token for Partner Center: one of another audience. */
export async function aPartnerCenterToken(client: ExampleClient): Promise<string> {
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  return body['access_token'] ?? '';
}

export function createApiCaller(
  client: ExampleClient,
  service: ApiCallRecord['service'],
  token: string,
): ApiCaller {
  return {
    client,
    token,
    get: (path, headers) => read(client, service, path, token, headers),
    send: (method, path, body, headers = {}) =>
      write(client, { service, method, path, token, body, headers }),
  };
}
