import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuditEvent,
  type ClientCredential,
  declareCloud,
  type Fetch,
  type FetchStream,
  type Memory,
  type Random,
  readApplicationId,
  readTenantId,
  Secret,
  type Timer,
} from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { createNodeFetch, type NodeFetch, systemRandom } from '@consentry/core/node';
import { createRemote, type Remote } from '@consentry/core/remote';
import {
  DEFAULT_APPLICATION,
  DEFAULT_TENANTS,
  defaultWorld,
  type Sandbox,
  type User,
  type World,
} from '@consentry/sandbox';
import { createPerson, type Page, type Person, type SignInOptions, signIn } from '@consentry/sandbox/person';
import { createTestSandbox } from '../../sandbox/test/create-test-sandbox.ts';
import {
  asFetch,
  type BrokerConfig,
  createLog,
  type OpenBroker,
  openBroker,
  redirectUrisOf,
} from '../src/index.ts';

const publicUrl = 'http://localhost:44395';
const operatorUrl = 'http://127.0.0.1:44396';

export const partnerOne = readTenantId(DEFAULT_TENANTS.partnerOne);
export const partnerTwo = readTenantId(DEFAULT_TENANTS.partnerTwo);
export const customerA = readTenantId(DEFAULT_TENANTS.customerA);
export const customerB = readTenantId(DEFAULT_TENANTS.customerB);
export const customerC = readTenantId(DEFAULT_TENANTS.customerC);
export const customerD = readTenantId(DEFAULT_TENANTS.customerD);

/** A broker and the cloud that it talks to, in this process, without a socket. */
export interface TestBroker {
  readonly sandbox: Sandbox;
  readonly broker: OpenBroker;
  /** As the broker was opened first. */
  readonly config: BrokerConfig;
  readonly operator: Remote;
  /** The lines of the log, as they are written. */
  readonly logged: readonly string[];
  readonly folder: string;
  /** A browser of its own. */
  person(): Person;
  /** Sends a request to the broker or the cloud, by its URL. */
  send(request: Request): Promise<Response>;
  remote(key: string): Remote;
  user(name: string, tenant?: string): User;
  invite(options?: Partial<RequestOf<'createInvitation'>['body']>): Promise<string>;
  /** Sends what the button of an invitation sends, from a page of this origin. */
  press(invitation: string, origin: string): Promise<Response>;
  /** Opens the invitation, presses the button and signs in. */
  connect(invitation: string, user?: User, options?: SignInOptions & { person?: Person }): Promise<Page>;
  /** A partner that has connected. */
  aConnectedPartner(): Promise<void>;
  aCaller(policy?: Partial<RequestOf<'addCaller'>['body']['policy']>): Promise<Remote>;
  /** The key of a new caller. */
  addKey(policy?: Partial<RequestOf<'addCaller'>['body']['policy']>): Promise<string>;
  tokenRequests(): number;
  events(): Promise<readonly AuditEvent[]>;
  /** Closes the broker and opens it again on the same store, with these changes. @param meanwhile runs in between */
  restart(change?: Partial<BrokerConfig>, meanwhile?: () => Promise<void> | void): Promise<void>;
  /** Opens another broker on the same database, with a data folder of its own and the same master key. */
  addReplica(change?: Partial<BrokerConfig>): Promise<OpenBroker>;
  /** From now on this replica answers, as when a proxy in front has chosen it. */
  turnTo(replica: OpenBroker): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestBrokerOptions {
  readonly credential?: ClientCredential;
  /** PEM, registered for the application. */
  readonly certificate?: string;
  readonly config?: Partial<BrokerConfig>;
  /** Changes the world before it begins. */
  readonly world?: (world: World) => void;
  readonly random?: Random;
  /** How far the broker's clock is before the cloud's (+), or behind it. */
  readonly clockOffsetMs?: number | (() => number);
  /** Time that passes; by the sandbox's clock, which a wait moves, unless told otherwise. */
  readonly timer?: Timer;
  /** Without any bound unless told otherwise. */
  readonly memory?: Memory;
  /** The cloud listens on loopback, and the broker reaches it as it reaches any other. In the process otherwise. */
  readonly onSockets?: boolean;
  /** What reaches the cloud instead, over sockets: the sandbox listens. */
  readonly sockets?: NodeFetch;
  /** ARM and Defender are in the cloud too, and administrators approved them. Neither is unless told otherwise. */
  readonly approvedApis?: 'all';
  /** Another place for Graph than the sandbox's. */
  readonly graphBaseUrl?: string;
  /** Watches what the broker asks the cloud, and what it is answered. */
  readonly watch?: (fetch: Fetch) => Fetch;
  /** The same for what goes out as a stream. */
  readonly watchStream?: (fetchStream: FetchStream) => FetchStream;
  /** How many requests each listener lets in at once; no limit unless told. */
  readonly maxInFlight?: number;
}

export async function aBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-test-'));
  const uris = redirectUrisOf(publicUrl);
  const world = defaultWorld({
    redirectUris: [uris.connect, uris.customerSignIn],
    adminConsentRedirectUris: [uris.approve, uris.customer],
    idTokenIssuance: options.config?.entra?.responseType === 'code id_token',
    ...(options.approvedApis === undefined ? {} : { approvedApis: options.approvedApis }),
    ...(options.certificate === undefined ? {} : { certificate: options.certificate }),
  });
  options.world?.(world);
  const sandbox = createTestSandbox({ world });
  const network =
    options.sockets ?? (options.onSockets === true ? createNodeFetch({ allowLocal: true }) : undefined);
  if (network !== undefined) await sandbox.listen();
  const config = describe(sandbox, folder, options);
  const logged: string[] = [];
  const { watch = (fetch) => fetch, watchStream = (stream) => stream, clockOffsetMs: offset = 0 } = options;
  const ports = {
    fetch: watch(network ?? fetchFrom(sandbox)),
    fetchStream: watchStream(network?.stream ?? fetchStreamFrom(sandbox)),
    clock: { now: () => sandbox.clock.now() + (typeof offset === 'number' ? offset : offset()) },
    random: options.random ?? systemRandom,
    timer: options.timer ?? {
      elapsed: () => sandbox.clock.now(),
      wait: async (ms: number) => sandbox.control.moveClock(ms),
    },
    memory: options.memory ?? { measure: () => [], collect: () => undefined },
    log: createLog('debug', { write: (line) => void logged.push(line) }),
  };
  const limits = options.maxInFlight === undefined ? {} : { maxInFlight: options.maxInFlight };
  let broker = await openBroker(config, ports, limits);
  const replicas = new Set<OpenBroker>();

  const send = async (request: Request): Promise<Response> => {
    const { origin } = new URL(request.url);
    if (origin === publicUrl) return withWords(await asFetch(broker.app.public, '192.0.2.7')(request));
    if (origin === operatorUrl) return asFetch(broker.app.api, '192.0.2.8')(request);
    return sandbox.fetch(request);
  };
  const remote = (key: string): Remote => createRemote({ baseUrl: operatorUrl, key: Secret.of(key), send });
  const operator = remote(readOperatorKey(broker));
  const person = (): Person => createPerson({ send, now: () => sandbox.clock.now() });

  const test: TestBroker = {
    sandbox,
    get broker() {
      return broker;
    },
    config,
    operator,
    logged,
    folder,
    person,
    send,
    remote,
    user(name, tenant = partnerOne) {
      const user = sandbox.world.users.find(
        ({ userPrincipalName, tenantId }) => tenantId === tenant && userPrincipalName.startsWith(`${name}@`),
      );
      if (user === undefined) throw new TypeError(`the world has no ${name} in ${tenant}`);
      return user;
    },
    async invite(body = {}) {
      const { url } = await operator.call('createInvitation', { body: { partner: partnerOne, ...body } });
      return url;
    },
    press(invitation, origin) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin };
      return send(new Request(`${invitation}/start`, { method: 'POST', body: '', headers }));
    },
    async connect(
      invitation,
      user = test.user('service'),
      { person: who = person(), ...signInOptions } = {},
    ) {
      const page = await who.submit(await who.open(invitation));
      const { userPrincipalName, password, totpSecret } = user;
      const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
      return signIn(who, page, account, { now: () => sandbox.clock.now(), ...signInOptions });
    },
    async aConnectedPartner() {
      const page = await test.connect(await test.invite());
      if (page.status !== 200) throw new Error(`not connected: ${page.text}`);
    },
    aCaller: async (policy) => remote(await test.addKey(policy)),
    async addKey(policy = {}) {
      const { key } = await operator.call('addCaller', {
        body: {
          name: 'test',
          policy: {
            partners: [partnerOne],
            customers: 'all',
            resources: ['partner-center', 'graph'],
            // Tests ask as fast as they can; those of the rate name their own.
            rate: { perMinute: 6_000_000 },
            ...policy,
          },
        },
      });
      return key;
    },
    tokenRequests: () => sandbox.ledger.tokenRequests().length,
    events: async () => (await broker.store.audit.read({ limit: 1000 })).events,
    async restart(change = {}, meanwhile = () => undefined) {
      await broker.close();
      await meanwhile();
      broker = await openBroker({ ...config, ...change }, ports);
    },
    async addReplica(change = {}) {
      replicas.add(broker);
      const dataDir = join(folder, `replica-${replicas.size}`);
      const replica = await openBroker({ ...config, ...change, dataDir }, ports);
      replicas.add(replica);
      return replica;
    },
    turnTo(replica) {
      broker = replica;
    },
    async [Symbol.asyncDispose]() {
      for (const one of replicas.add(broker)) await one.close();
      await network?.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return test;
}

/** Every refusal that reaches a page is one that pages have words for: the contract names it. */
async function withWords(response: Response): Promise<Response> {
  if (response.status < 400) return response;
  const page = await response.clone().text();
  if (/<h1><span lang="en">/.test(page)) throw new Error(`no page has words for this: ${page}`);
  return response;
}

function describe(sandbox: Sandbox, folder: string, options: TestBrokerOptions): BrokerConfig {
  return {
    cloud: declareCloud({
      name: 'test-cloud',
      loginBaseUrl: sandbox.origins.login,
      issuers: { v1: `${sandbox.origins.login}/sts/{tenantid}/` },
      resources: {
        'partner-center': { baseUrl: sandbox.origins.partnerCenter },
        graph: { baseUrl: options.graphBaseUrl ?? sandbox.origins.graph },
        ...(options.approvedApis === 'all' && {
          arm: { baseUrl: sandbox.origins.arm },
          defender: { baseUrl: sandbox.origins.defender },
        }),
      },
    }),
    allowLocal: false,
    extraCa: undefined,
    application: {
      id: readApplicationId(DEFAULT_APPLICATION.clientId),
      name: 'Example Integration',
      kind: 'vendor',
      credential: options.credential ?? { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
    },
    entra: { endpoints: 'v2', responseType: 'code' },
    issuers: [],
    publicUrl,
    publicListener: { host: 'localhost', port: 44395 },
    apiListener: { host: '127.0.0.1', port: 44396 },
    dataDir: join(folder, 'data'),
    masterKeyFile: join(folder, 'master.key'),
    log: { level: 'info' },
    refreshTokens: 'reusable',
    invitation: { lifetimeMs: 24 * 60 * 60 * 1000 },
    consent: { prompt: 'select_account', amrValues: 'mfa' },
    ...options.config,
  };
}

function readOperatorKey(broker: OpenBroker): string {
  const lines = readFileSync(broker.store.operatorKeyFile, 'utf8').split('\n');
  return lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
}

/** The cloud's services as the library's outgoing HTTP. */
export function fetchFrom(sandbox: Sandbox): Fetch {
  return async ({ method, url, headers = {}, body }) => {
    const response = await sandbox.fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  };
}

/** The same without a buffer. */
export function fetchStreamFrom(sandbox: Sandbox): FetchStream {
  return async ({ method, url, headers = {}, body, signal }) => {
    const sent = body === undefined ? {} : { body: Buffer.concat(await Array.fromAsync(inPieces(body))) };
    const response = await sandbox.fetch(url, { method, headers, ...sent, ...(signal && { signal }) });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: response.body ?? new Blob().stream(),
    };
  };
}

async function* inPieces(body: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}
