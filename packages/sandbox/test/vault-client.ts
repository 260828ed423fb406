import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { Vault, VaultPermission, World } from '../src/index.ts';
import { createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { tokenV1 } from './v1-client.ts';

export const VAULT_SCOPE = 'https://vault.azure.net/.default';
export const EVERY_PERMISSION: VaultPermission[] = [
  'get',
  'set',
  'list',
  'delete',
  'recover',
  'purge',
  'backup',
  'restore',
];

/** What Key Vault answered. */
export interface VaultAnswer {
  status: number;
  headers: Headers;
  body: VaultBody;
}

interface VaultBody {
  id: string;
  value: string;
  contentType?: string;
  attributes: Record<string, unknown>;
  tags?: Record<string, string>;
  recoveryId: string;
  deletedDate: number;
  scheduledPurgeDate: number;
  error: { code: string; message: string; innererror?: { code: string } };
}

/** A plain client of a vault, with a token of the example application. */
export interface VaultClient {
  client: ExampleClient;
  /** The vault's record in the world, live. */
  vault: Vault;
  token: string;
  /** Calls with `api-version=7.4`, unless the path has a query of its own. */
  call(method: string, path: string, body?: unknown, token?: string): Promise<VaultAnswer>;
  set(name: string, value: string, more?: object): Promise<VaultAnswer>;
  /** Follows the next links of a list. */
  listAll(path: string): Promise<{ pages: number; ids: string[] }>;
}

/** @param permissions of the example application; the default world's unless told otherwise */
export async function createVaultClient({
  permissions,
  world = defaultWorld(),
}: {
  permissions?: VaultPermission[];
  world?: World;
} = {}): Promise<VaultClient> {
  const client = await createExampleClient(world);
  const [vault] = world.vaults;
  if (vault === undefined) throw new TypeError('the world has no vault');
  for (const access of vault.access) access.permissions = permissions ?? access.permissions;
  const ownToken = await aVaultToken(client);
  const origin = client.sandbox.origins.vault;

  async function send(method: string, url: string, body?: unknown, token = ownToken): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return client.send(new Request(url, { method, headers, ...(body === undefined ? {} : { body: text }) }));
  }
  const call: VaultClient['call'] = async (method, path, body, token) => {
    const query = path.includes('?') ? '' : '?api-version=7.4';
    const response = await send(method, `${origin}${path}${query}`, body, token);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? ({} as VaultBody) : parseJson<VaultBody>(text),
    };
  };
  return {
    client,
    vault,
    token: ownToken,
    call,
    set: (name, value, more = {}) => call('PUT', `/secrets/${name}`, { value, ...more }),
    listAll: async (path) => {
      const ids: string[] = [];
      let pages = 0;
      let url: string | null = `${origin}${path}`;
      while (url !== null) {
        const response = await send('GET', url);
        const page: { value: { id: string }[]; nextLink: string | null } = parseJson(await response.text());
        ids.push(...page.value.map(({ id }) => id));
        pages += 1;
        url = page.nextLink;
      }
      return { pages, ids };
    },
  };
}

/** A token of the example application, acting for itself. */
export async function aVaultToken(
  client: ExampleClient,
  { tenant = DEFAULT_TENANTS.vendor, scope = VAULT_SCOPE }: { tenant?: string; scope?: string } = {},
): Promise<string> {
  const { body } = await client.token({ grant_type: 'client_credentials', scope }, tenant);
  return body['access_token'] ?? '';
}

/** The same from the v1 endpoint. */
export async function aVaultTokenV1(client: ExampleClient, resource: string): Promise<string> {
  const fields = { grant_type: 'client_credentials', resource };
  return (await tokenV1(client, fields, DEFAULT_TENANTS.vendor)).body['access_token'] ?? '';
}

/** The last part of an id: the version, where it has one. */
export function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The outer and the inner code of a refusal, with its status. */
export function refusalOf({ status, body }: VaultAnswer): [number, string, string | undefined] {
  return [status, body.error.code, body.error.innererror?.code];
}
