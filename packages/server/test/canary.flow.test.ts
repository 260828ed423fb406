import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  type Fetch,
  type FetchStream,
  readApplicationId,
  readTenantId,
  Secret,
  TransportError,
} from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type FaultRule } from '@consentry/sandbox';
import type { Person } from '@consentry/sandbox/person';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import { customerA, partnerOne, type TestBroker, type TestBrokerOptions } from './a-broker.ts';
import { aBrokerOn, type BrokerOn } from './a-broker-on.ts';
import { everyText } from './a-database.ts';
import { aWatchedPerson, createSecrets, readEverything, refreshTokensOf } from './secrets-in-sight.ts';
import { collectSpans, textOf } from './some-spans.ts';

type Fault = FaultRule['fault'];
type Secrets = ReturnType<typeof createSecrets>;

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const dayMs = 24 * 60 * 60 * 1000;
const webhook = 'https://hooks.example/services/WEBHOOK-CANARY';
/** So long a request that hangs is waited for. */
const patienceMs = 100;

const keyVault: NonNullable<TestBrokerOptions['config']>['keyVault'] = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

/** One fault of every kind. An `answer` repeats every secret that is known by then, as a bad provider might. */
function everyFault(secrets: Secrets): readonly Fault[] {
  const echo = JSON.stringify({
    error: 'server_error',
    error_description: secrets
      .all()
      .map(({ value }) => value)
      .join(' '),
    trace_id: secrets.all().at(-1)?.value,
    correlation_id: secrets.all().at(-1)?.value,
    timestamp: secrets.all().at(-1)?.value,
    suberror: secrets.all().at(-1)?.value,
    claims: JSON.stringify({ access_token: secrets.all() }),
    error_codes: [987654321],
  });
  const kinds: { readonly [Kind in Fault['kind']]: readonly Extract<Fault, { kind: Kind }>[] } = {
    latency: [{ kind: 'latency', ms: 1 }],
    hang: [{ kind: 'hang' }],
    'slow-drip': [{ kind: 'slow-drip', bytesPerSecond: 20_000 }],
    reset: [{ kind: 'reset' }],
    'reset-after': [{ kind: 'reset-after' }],
    truncated: [{ kind: 'truncated' }],
    garbage: [{ kind: 'garbage' }],
    'wrong-type': [{ kind: 'wrong-type' }],
    'refuse-token': [{ kind: 'refuse-token' }],
    'claims-challenge': [{ kind: 'claims-challenge' }],
    'html-page': [{ kind: 'html-page' }],
    oversized: [{ kind: 'oversized', bytes: 200_000 }],
    'gzip-bomb': [{ kind: 'gzip-bomb', bytes: 200_000 }],
    redirect: [{ kind: 'redirect', location: 'https://elsewhere.example/' }],
    'next-link': [{ kind: 'next-link', defect: 'other-host' }],
    throttle: [{ kind: 'throttle', calls: 0, seconds: 1 }],
    answer: [400, 401, 403, 429, 500].map((status) => ({ kind: 'answer', status, body: echo })),
    aadsts: [
      { kind: 'aadsts', code: 50173 },
      { kind: 'aadsts', code: 7000215 },
      { kind: 'aadsts', code: 50076 },
    ],
  };
  return Object.values(kinds).flat();
}

/** As the port over sockets does: a connection that breaks or hangs is an error of its own kind. */
function withPatience(fetch: Fetch): Fetch {
  return async (request) => {
    const { promise: over, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new TransportError('timeout', { mayHaveArrived: true, message: 'late' })),
      patienceMs,
    );
    try {
      return await Promise.race([fetch(request), over]);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TransportError('reset', { mayHaveArrived: true, message: 'The connection was lost.' });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Keeps what is sent to the webhook; every second time it answers that it is out of order. */
function takingAlerts(fetchStream: FetchStream, alerts: string[]): FetchStream {
  return async (request) => {
    if (request.url !== webhook) return fetchStream(request);
    alerts.push(JSON.stringify(request.headers), Buffer.from(request.body as Uint8Array).toString());
    const status = alerts.length % 4 === 0 ? 200 : 503;
    return { status, headers: {}, body: new Blob([]).stream() };
  };
}

/** What was thrown, with everything that a careless log would show of it. */
async function attempt(errors: string[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    errors.push(inspect(error, { depth: 12, showHidden: true }));
  }
}

interface Run {
  readonly t: TestBroker;
  readonly secrets: Secrets;
  readonly person: Person;
  readonly errors: string[];
}

async function connect({ t, secrets, person, errors }: Run): Promise<void> {
  await attempt(errors, async () => {
    const page = await t.connect(await t.invite(), t.user('service'), { person, stopBeforeCallback: true });
    secrets.addFields(page, ['code', 'state']);
    await person.submit(page);
  });
}

async function keepAllGoing(run: Run, callerKey: string): Promise<void> {
  const { t, errors } = run;
  const caller = t.remote(callerKey);
  for (const body of [graph, partnerCenter]) {
    await attempt(errors, () => caller.call('acquireToken', { body }));
  }
  await attempt(errors, async () => {
    const [refreshToken = ''] = await refreshTokensOf(t);
    await t.operator.call('importGrant', { body: { partner: partnerOne, refreshToken, replaces: true } });
  });
  await attempt(errors, () => t.broker.app.tokens.keepAlive(60));
  await attempt(errors, () => t.broker.app.tokens.storeFailedSuccessors());
}

/** Plays each fault at the sign-in, at each use of the refresh token, and at the vault. */
async function playEverything(run: Run, callerKey: string): Promise<void> {
  const { t, secrets } = run;
  const play = async (rule: Omit<FaultRule, 'times'>, work: () => Promise<void>): Promise<void> => {
    const fault = t.sandbox.control.playFault({ ...rule, times: 'always' });
    await work();
    fault.remove();
  };
  for (const fault of everyFault(secrets)) {
    // An hour ends every access token; a month makes every grant due.
    t.sandbox.control.moveClock(31 * dayMs);
    const path = '/*/oauth2/*token';
    // Nobody sends an access token to the sign-in.
    if (fault.kind !== 'refuse-token' && fault.kind !== 'claims-challenge') {
      await play({ service: 'login', path, grantType: 'authorization_code', fault }, () => connect(run));
      await play({ service: 'login', path, grantType: 'refresh_token', fault }, () =>
        keepAllGoing(run, callerKey),
      );
    }
    if (fault.kind === 'aadsts') continue;
    await play({ service: 'vault', fault }, async () => {
      await connect(run);
      t.sandbox.control.moveClock(2 * dayMs);
      await keepAllGoing(run, callerKey);
    });
    // It heals, so that the next fault finds a grant that works.
    await connect(run);
    await keepAllGoing(run, callerKey);
  }
}

async function addCaller(t: TestBroker): Promise<string> {
  const policy = {
    partners: [partnerOne],
    customers: 'all' as const,
    resources: ['partner-center', 'graph'],
  };
  return (await t.operator.call('addCaller', { body: { name: 'test', policy } })).key;
}

const brokers: Record<string, readonly [DatabaseKind, TestBrokerOptions]> = {
  'the vault of SQLite': ['sqlite', {}],
  'the vault of Postgres': ['postgres', {}],
  'Key Vault': ['sqlite', { config: { keyVault } }],
};

for (const [name, [kind, options]] of Object.entries(brokers)) {
  test(`a run that plays every fault leaves no secret in sight, with ${name}`, async () => {
    using spans = collectSpans();
    const secrets = createSecrets();
    const alerts: string[] = [];
    secrets.add('address of the webhook', webhook);
    await using broker = await aBrokerOn(kind, {
      ...options,
      config: { ...options.config, alerts: { url: Secret.of(webhook), host: 'hooks.example' } },
      watch: (fetch) => secrets.watchCloud(withPatience(fetch)),
      watchStream: (fetchStream) => takingAlerts(fetchStream, alerts),
    });
    const { t } = broker;
    const { pages, urls, wayOut, person } = aWatchedPerson(t, secrets);
    const run: Run = { t, secrets, person, errors: [] };
    const callerKey = await addCaller(t);
    secrets.add('caller key', callerKey);
    await connect(run);
    await keepAllGoing(run, callerKey);
    await playEverything(run, callerKey);
    await connect(run);
    const { accessToken } = await t.remote(callerKey).call('acquireToken', { body: graph });
    secrets.add('access_token', accessToken);
    for (const token of await refreshTokensOf(t)) secrets.add('refresh_token', token);
    await addKeys(broker, secrets);
    assertKinds(secrets);
    assert.ok(run.errors.length > 20, `${run.errors.length} errors were seen`);

    await assertNowhere(secrets, {
      pages,
      urls,
      alerts,
      'the way to the provider': wayOut,
      errors: run.errors,
      log: t.logged,
      metrics: [await t.broker.observer.metrics.read()],
      spans: spans.list().map(textOf),
      records: [JSON.stringify((await t.operator.call('listAudit', { query: { limit: 1000 } })).items)],
      'the database': [kind === 'postgres' ? await everyText(broker.place) : 'its files are among the files'],
      files: await readEverything(t.folder),
    });
    await broker.whileStopped(async () =>
      assertNowhere(secrets, { 'files of a broker that was stopped': await readEverything(t.folder) }),
    );
  });
}

/** The keys that lie in plain in their own files are looked for everywhere else. */
async function addKeys({ t }: BrokerOn, secrets: Secrets): Promise<void> {
  const text = await readFile(join(t.folder, 'master.key'), 'utf8');
  secrets.add('master key', /^mk_\S+ (\S+)$/m.exec(text)?.[1]);
  secrets.add('operator key', (await readFile(t.broker.store.operatorKeyFile, 'utf8')).trim());
}

function assertKinds(secrets: Secrets): void {
  const kinds = new Set(secrets.kinds());
  for (const kind of [
    'access_token',
    'address of the webhook',
    'caller key',
    'client_secret',
    'code',
    'code_verifier',
    'cookie',
    'id_token',
    'master key',
    'nonce',
    'operator key',
    'refresh_token',
    'state',
  ]) {
    assert.ok(kinds.has(kind), `there is a ${kind} to look for`);
  }
}

async function assertNowhere(secrets: Secrets, places: Record<string, readonly string[]>): Promise<void> {
  for (const [place, texts] of Object.entries(places)) {
    assert.ok(texts.length > 0, `${place}: something was read`);
    for (const { kind, value } of secrets.all()) {
      // These are meant for the provider, and come back from it.
      if (place === 'the way to the provider' && (kind === 'state' || kind === 'nonce')) continue;
      const found = texts.filter((text) => text.includes(value));
      // Each of these keys has one file of its own.
      const allowed = place.startsWith('files') && (kind === 'master key' || kind === 'operator key') ? 1 : 0;
      assert.equal(found.length, allowed, `a ${kind} stands in ${place}: ${found[0]?.slice(0, 2000) ?? ''}`);
    }
  }
}
