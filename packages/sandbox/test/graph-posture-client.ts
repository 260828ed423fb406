import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { World } from '../src/index.ts';
import { GRAPH_SCOPE, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { read } from './write-call.ts';
import type { WriteAnswer } from './write-call.ts';

/** Everything that the reading of a tenant's posture takes. */
export const POSTURE_ROLES = [
  'AuditLog.Read.All',
  'Policy.Read.All',
  'UserAuthenticationMethod.Read.All',
  'Domain.Read.All',
  'PartnerSecurity.Read.All',
  'User.Read.All',
  'Directory.Read.All',
  'RoleManagement.Read.Directory',
] as const;

/** The application alone, reading the posture of partner one. */
export interface Observer {
  client: ExampleClient;
  /** The body of what is at a path below `/v1.0`. */
  get(path: string): Promise<WriteAnswer>;
  beta(path: string): Promise<WriteAnswer>;
  /** All items of a list, page by page. */
  list(path: string): Promise<Record<string, unknown>[]>;
}

export async function anObserver(
  world: World = defaultWorld(),
  roles: readonly string[] = POSTURE_ROLES,
  tenant: string = DEFAULT_TENANTS.partnerOne,
): Promise<Observer> {
  for (const principal of world.servicePrincipals)
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles: [...roles] }];
  const client = await createExampleClient(world);
  const { body } = await client.token({ grant_type: 'client_credentials', scope: GRAPH_SCOPE }, tenant);
  const token = body['access_token'] ?? '';
  const readAt = (path: string): Promise<WriteAnswer> => read(client, 'graph', path, token);
  return {
    client,
    get: (path) => readAt(`/v1.0${path}`),
    beta: (path) => readAt(`/beta${path}`),
    list: async (path) => {
      const items: Record<string, unknown>[] = [];
      for (let next: unknown = `/v1.0${path}`; typeof next === 'string'; ) {
        const { body: page } = await readAt(next.replace(client.sandbox.origins.graph, ''));
        items.push(...(page['value'] as Record<string, unknown>[]));
        next = page['@odata.nextLink'];
      }
      return items;
    },
  };
}

/** A value deep inside an object of Graph, by the names that lead there. A list may be named by `0` and so on. */
export function at(entity: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
      entity,
    );
}
