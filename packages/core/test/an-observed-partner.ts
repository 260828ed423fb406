import type { TestContext } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld, type World } from '@consentry/sandbox';
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
import { createNodeFetch } from '../src/node/node-fetch.ts';
import { systemRandom } from '../src/node/system.ts';
import type { Fetch } from '../src/ports.ts';
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
  signIn(user: User, by?: SigningIn): Promise<string>;
  /** A token of somebody for Partner Center, and the typed client with it. */
  apisOf(refreshToken: string, by?: SigningIn): Promise<PartnerCenterClient>;
  /** The typed client of Partner Center with a token that somebody has. */
  apisWith(token: string): PartnerCenterClient;
  read(grants?: readonly GrantFacts[]): Promise<Sources>;
}

/** By which application somebody signs in, and what it asks for. */
export interface SigningIn {
  readonly clientId?: string;
  readonly secret?: string;
  /** True where the application asks for MFA by a claims parameter. */
  readonly asksForMfa?: boolean;
}

/** A client of Partner Center in somebody’s name. */
export interface PartnerCenterClient {
  readonly token: Secret<string>;
  readonly apis: Apis;
  /** What Partner Center said of the MFA of each call. */
  readonly said: readonly (boolean | undefined)[];
}

/** The same, over sockets. */
export async function observeServed(t: TestContext, world: World): Promise<Observation> {
  const fetch = createNodeFetch({ allowLocal: true });
  const observation = await observe(world, POSTURE_ROLES, fetch);
  t.after(async () => {
    await fetch.close();
    await observation.client.sandbox.close();
  });
  return observation;
}

const mfaClaims = JSON.stringify({ access_token: { amr: { essential: true, values: ['mfa'] } } });

/** @param served what requests are sent by over sockets; they stay in the process unless it is given */
export async function observe(
  world: World,
  roles: readonly string[] = POSTURE_ROLES,
  served?: Fetch,
): Promise<Observation> {
  for (const principal of world.servicePrincipals)
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles: [...roles] }];
  const clock = { now: () => observedAt };
  const client = await createExampleClient(world, clock, { isServed: served !== undefined });
  const { origins } = client.sandbox;
  const fetch = inTurn(served ?? fetchFrom(client.sandbox), origins.partnerCenter);
  const ports = { fetch, timer: aTimer(), random: systemRandom };
  const signIn: Observation['signIn'] = async (
    { userPrincipalName, mail, password, totpSecret },
    { clientId = DEFAULT_APPLICATION.clientId, secret = DEFAULT_APPLICATION.secret, asksForMfa = false } = {},
  ) => {
    const account: Account = {
      userPrincipalName: mail ?? userPrincipalName,
      password,
      ...(totpSecret !== undefined && { totpSecret }),
    };
    const claims = asksForMfa ? { claims: mfaClaims } : {};
    const changes = { prompt: 'login', client_id: clientId, ...claims };
    const { code = '' } = await client.consent(account, { changes });
    const { body } = await client.redeem(code, { client_id: clientId, client_secret: secret });
    return body['refresh_token'] ?? '';
  };
  const apisWith = (value: string): PartnerCenterClient => {
    const said: (boolean | undefined)[] = [];
    const token = Secret.of(value);
    const apis = createApis(
      { ...ports, onMfa: (_target, isCompliant) => said.push(isCompliant) },
      () => async () => ({ value: token, baseUrl: origins.partnerCenter }),
    );
    return { token, apis, said };
  };
  const apisOf: Observation['apisOf'] = async (refreshToken, { clientId, secret } = {}) => {
    const { body } = await client.token({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      scope: PARTNER_CENTER_SCOPE,
      ...(clientId !== undefined && { client_id: clientId }),
      ...(secret !== undefined && { client_secret: secret }),
    });
    return apisWith(body['access_token'] ?? '');
  };
  return {
    client,
    signIn,
    apisOf,
    apisWith,
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

/**
 * Asks one service one question at a time: Partner Center counts calls, those for its reports too, and who comes first must not be chance.
 */
function inTurn(fetch: Fetch, baseUrl: string): Fetch {
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    if (!request.url.startsWith(baseUrl)) return fetch(request);
    const answer = last.then(() => fetch(request));
    last = answer.catch(() => undefined);
    return answer;
  };
}
