import { DEFAULT_TENANTS, defaultWorld, type World } from '@consentry/sandbox';
import {
  createExampleClient,
  type ExampleClient,
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
} from '../../sandbox/test/example-client.ts';
import { POSTURE_ROLES } from '../../sandbox/test/graph-posture-client.ts';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { type Apis, createApis } from '../src/apis/apis.ts';
import { readTenantId } from '../src/ids.ts';
import { systemRandom } from '../src/node/system.ts';
import type { GrantFacts, Sources } from '../src/posture/sources/sources.ts';
import { readSources } from '../src/posture/sources/read-sources.ts';
import { Secret } from '../src/secret.ts';
import { fetchFrom } from './a-key-vault.ts';
import { aTimer } from './an-api.ts';

type User = World['users'][number];
type Account = Parameters<ExampleClient['consent']>[0];

const home = DEFAULT_TENANTS.partnerOne;
export const observedPartner = readTenantId(home);
/** The instant at which everything happens, and at which the report is made. */
export const observedAt = Date.UTC(2026, 5, 20, 12);

/** Partner one as Microsoft wants it: everybody has a second factor, and one policy asks everybody for it. */
export function aCleanWorld(): World {
  const world = defaultWorld();
  world.users = world.users.filter(
    ({ userPrincipalName }) => !/^(no-mfa|federated)@/.test(userPrincipalName),
  );
  for (const tenant of world.tenants) if (tenant.id === home) tenant.mfa = 'when-asked';
  world.conditionalAccess.push(aPolicy());
  return world;
}

/** Another account of partner one, like the service account but for the change. */
export function addUser(world: World, name: string, change: Partial<User> = {}): User {
  const service = world.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('service@'));
  if (service === undefined) throw new TypeError('no service account');
  const number = String(world.users.length).padStart(12, '0');
  const user: User = {
    ...structuredClone(service),
    objectId: `50000000-0000-4000-8000-${number}`,
    userPrincipalName: name.includes('@') ? name : `${name}@partner-one.example`,
    displayName: name,
    groups: [],
    ...change,
  };
  world.users.push(user);
  return user;
}

/** Who reads the posture of partner one: the application alone at Graph, the service account at Partner Center. */
export interface Observation {
  readonly client: ExampleClient;
  /** Signs in, in a browser of its own mind. @returns the refresh token */
  signIn(user: User): Promise<string>;
  /** A token of somebody for Partner Center, and the typed client with it. */
  apisOf(refreshToken: string): Promise<{ readonly token: Secret<string>; readonly apis: Apis }>;
  read(grants?: readonly GrantFacts[]): Promise<Sources>;
}

export async function observe(world: World, roles: readonly string[] = POSTURE_ROLES): Promise<Observation> {
  for (const principal of world.servicePrincipals)
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles: [...roles] }];
  const clock = { now: () => observedAt };
  const client = await createExampleClient(world, clock);
  const { origins } = client.sandbox;
  const ports = { fetch: fetchFrom(client.sandbox), timer: aTimer(), random: systemRandom };
  const signIn = async ({ userPrincipalName, mail, password, totpSecret }: User): Promise<string> => {
    const account: Account = {
      userPrincipalName: mail ?? userPrincipalName,
      password,
      ...(totpSecret !== undefined && { totpSecret }),
    };
    const { code = '' } = await client.consent(account, { changes: { prompt: 'login' } });
    const { body } = await client.redeem(code);
    return body['refresh_token'] ?? '';
  };
  const apisOf = async (refreshToken: string) => {
    const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, home);
    const token = Secret.of(body['access_token'] ?? '');
    const apis = createApis(ports, () => async () => ({ value: token, baseUrl: origins.partnerCenter }));
    return { token, apis };
  };
  return {
    client,
    signIn,
    apisOf,
    async read(grants = []) {
      const service = world.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('service@'));
      const own = await apisOf(service === undefined ? '' : await signIn(service));
      const { body } = await client.token({ grant_type: 'client_credentials', scope: GRAPH_SCOPE }, home);
      const graph = { value: Secret.of(body['access_token'] ?? ''), baseUrl: origins.graph };
      const partnerCenter = { value: own.token, baseUrl: origins.partnerCenter };
      const apis = createApis(
        ports,
        ({ resource }) =>
          async () =>
            resource === 'graph' ? graph : partnerCenter,
      );
      return readSources({ apis, clock, partner: observedPartner, graphAccess: 'app-only' }, grants);
    },
  };
}
