import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readApplicationId, Secret } from '@consentry/core';
import { type Application, DEFAULT_TENANTS, type Sandbox, type User, type World } from '@consentry/sandbox';
import { aBroker, customerA, partnerOne, type TestBroker } from '../../server/test/a-broker.ts';
import { type CreateAppOptions, createCheckApp, createCreateApp } from '../src/commands/app.ts';
import { aSignInTerminal, type SignInTerminal, type SignInTerminalOptions } from './a-sign-in-terminal.ts';

const { vendor } = DEFAULT_TENANTS;
const graphCommandLine = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
const graph = 'https://graph.microsoft.com';

interface CreateResult {
  readonly application: { readonly id: string } | null;
  readonly isApplied: boolean;
  readonly isAsWanted: boolean;
  readonly steps: readonly { readonly do: string }[];
  readonly config: { readonly application: Record<string, string>; readonly publicUrl: string };
}

function usersOf(world: World, tenant: string): readonly User[] {
  return world.users.filter(({ tenantId }) => tenantId === tenant);
}

function administrator({ world }: Sandbox, tenant: string): User {
  const found = usersOf(world, tenant).find(({ directoryRoles }) =>
    directoryRoles.includes('Global Administrator'),
  );
  assert.ok(found);
  return found;
}

/** A vendor's tenant with an administrator. */
function withVendor(world: World): void {
  const [like] = world.users.filter(({ directoryRoles }) => directoryRoles.includes('Global Administrator'));
  assert.ok(like);
  const objectId = '77777777-7777-4777-8777-777777777777';
  world.users.push({
    ...like,
    objectId,
    tenantId: vendor,
    userPrincipalName: 'admin@control-panel.example',
  });
}

interface RunOptions extends SignInTerminalOptions {
  readonly tenant?: string;
  readonly user?: User;
}

/** A terminal in the partner's tenant, unless another is named. */
async function aTerminal(c: TestContext, t: TestBroker, options: RunOptions = {}): Promise<SignInTerminal> {
  const { tenant = partnerOne, user = administrator(t.sandbox, tenant) } = options;
  return aSignInTerminal(c, t.sandbox, user, options);
}

async function create(
  { deps, output, results, config, folder }: SignInTerminal,
  options: Partial<CreateAppOptions> = {},
): Promise<CreateResult> {
  await createCreateApp(deps)(
    {
      tenant: partnerOne,
      kind: 'partner',
      name: 'Contoso Partner Tools',
      config,
      keyOut: join(folder, 'application.key'),
      lifetime: '365d',
      ...options,
    },
    output,
  );
  return results.at(-1) as CreateResult;
}

function registrationOf({ world }: Sandbox, { application }: CreateResult): Application {
  const found = world.applications.find(({ clientId }) => clientId === application?.id);
  assert.ok(found);
  return found;
}

/** A broker with what the command has written, in the same world; in Partner Center a person has registered the application. */
async function aBrokerWith({ sandbox }: TestBroker, result: CreateResult): Promise<TestBroker> {
  registrationOf(sandbox, result).registeredInPartnerCenter = true;
  const { id = '', name = '', kind, certificateFile = '', privateKeyFile = '' } = result.config.application;
  const [certificate, privateKey] = await Promise.all([
    readFile(certificateFile, 'utf8'),
    readFile(privateKeyFile, 'utf8'),
  ]);
  const application = {
    id: readApplicationId(id),
    name,
    kind: kind === 'partner' ? ('partner' as const) : ('vendor' as const),
    credential: { kind: 'certificate' as const, certificate, privateKey: Secret.of(privateKey) },
  };
  const broker = await aBroker({
    config: { application },
    world: (world) => void Object.assign(world, sandbox.world),
  });
  broker.sandbox.control.setClock(sandbox.clock.now());
  return broker;
}

/** The service account connects, and a program gets a token for a customer. */
async function connectAndAsk(t: TestBroker, result: CreateResult): Promise<string> {
  const { id = '' } = result.application ?? {};
  await t.aConnectedPartner();
  // Consent in the customer's tenant is given as always, and is no part of this.
  t.sandbox.world.servicePrincipals.push({ tenantId: customerA, clientId: id, state: 'enabled', roles: [] });
  t.sandbox.world.consents.push({
    tenantId: customerA,
    clientId: id,
    resource: graph,
    scopes: ['User.Read.All'],
    kind: 'admin',
  });
  const caller = await t.aCaller();
  const { accessToken } = await caller.call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  const [, claims = ''] = accessToken.split('.');
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { appid: string }).appid;
}

test('registers a partner’s own application from nothing, with which the partner connects and a customer’s token comes', async (c) => {
  await using t = await aBroker();
  const terminal = await aTerminal(c, t);
  const planned = await create(terminal);
  assert.deepEqual(
    planned.steps.map((step) => step.do),
    ['create_application', 'create_principal', 'grant_consent', 'grant_consent'],
  );
  assert.equal(planned.isApplied, false);
  assert.equal(t.sandbox.world.applications.length, 1, 'a dry run changes nothing');
  await assert.rejects(stat(join(terminal.folder, 'application.key')), { code: 'ENOENT' });

  const made = await create(terminal, { apply: true });
  assert.equal(made.isAsWanted, true);
  const registered = registrationOf(t.sandbox, made);
  assert.equal(registered.multiTenant, true);
  assert.equal(registered.homeTenantId, partnerOne);
  const { mode } = await stat(join(terminal.folder, 'application.key'));
  assert.equal(mode & 0o777, 0o600);
  await using broker = await aBrokerWith(t, made);
  assert.equal(await connectAndAsk(broker, made), made.application?.id);
});

test('registers a vendor’s application, which a partner’s administrator approves before the partner connects', async (c) => {
  await using t = await aBroker({ world: withVendor });
  const terminal = await aTerminal(c, t, { tenant: vendor });
  const made = await create(terminal, { tenant: vendor, kind: 'vendor', apply: true });
  assert.deepEqual(
    made.steps.map((step) => step.do),
    ['create_api_principal', 'create_application', 'create_principal'],
  );
  assert.equal(made.isAsWanted, true);
  const { id } = made.application ?? {};
  const consents = t.sandbox.world.consents.filter(({ clientId }) => clientId === id);
  assert.deepEqual(consents, [], 'nothing is consented to in the vendor’s tenant');
  await using broker = await aBrokerWith(t, made);
  const approved = await broker.connect(await broker.invite({ kind: 'approve' }), broker.user('admin'));
  assert.equal(approved.status, 200, approved.text);
  assert.equal(await connectAndAsk(broker, made), id);
});

test('plans nothing for a registration that is as wanted, and what is missing of one that is not', async (c) => {
  await using t = await aBroker();
  const terminal = await aTerminal(c, t);
  const made = await create(terminal, { apply: true });
  const again = await create(terminal);
  assert.deepEqual(again.steps, []);
  assert.equal(again.application?.id, made.application?.id);
  const more = { application: made.application?.id ?? '', permission: ['graph:User.Read.All'] };
  const planned = await create(terminal, more);
  assert.deepEqual(
    planned.steps.map((step) => step.do),
    ['add_permissions', 'grant_consent'],
  );
  const changed = await create(terminal, { ...more, apply: true });
  assert.equal(changed.isAsWanted, true);
  const { requiredScopes, certificates } = registrationOf(t.sandbox, made);
  assert.ok(requiredScopes.some(({ scopes }) => scopes.includes('User.Read.All')));
  assert.ok(
    requiredScopes.some(({ scopes }) => scopes.includes('openid')),
    'what stood stays',
  );
  assert.equal(certificates.length, 1);
});

for (const after of [1, 2, 3, 4]) {
  test(`goes on with what is left when it was ended after step ${after}`, async (c) => {
    await using t = await aBroker();
    t.sandbox.world.settings.directorySeenAfterMs = 5000;
    const ended = new Error('ended');
    const end = (count: number): void => {
      if (count === after) throw ended;
    };
    const terminal = await aTerminal(c, t, { onDone: end });
    await assert.rejects(create(terminal, { apply: true }), (error) => error === ended);
    t.sandbox.control.moveClock(60_000);
    const rest = await create(terminal);
    assert.equal(rest.steps.length, 4 - after);
    const made = await create(await aTerminal(c, t), {
      apply: true,
      keyOut: join(terminal.folder, 'application.key'),
    });
    assert.equal(made.isAsWanted, true);
    assert.equal(t.sandbox.world.applications.length, 2, 'one application, not two');
    await using broker = await aBrokerWith(t, made);
    assert.equal(await connectAndAsk(broker, made), made.application?.id);
  });
}

test('bears that what it has made is not seen for a while', async (c) => {
  await using t = await aBroker();
  t.sandbox.world.settings.directorySeenAfterMs = 20_000;
  const made = await create(await aTerminal(c, t), { apply: true });
  assert.equal(made.isAsWanted, true);
  const refused = t.sandbox.ledger.all().filter((one) => one.kind === 'api-call' && one.status === 400);
  assert.ok(refused.length > 0, 'the service principal was asked for too early, and again');
});

test('makes one application where the answer to its creation is lost', async (c) => {
  await using t = await aBroker();
  t.sandbox.world.settings.directorySeenAfterMs = 5000;
  t.sandbox.control.playFault({
    service: 'graph',
    method: 'POST',
    path: '/v1.0/applications',
    fault: { kind: 'reset-after' },
  });
  const made = await create(await aTerminal(c, t), { apply: true });
  assert.equal(made.isAsWanted, true);
  assert.equal(t.sandbox.world.applications.length, 2);
});

test('rests as long as Graph asks, at every step', async (c) => {
  await using t = await aBroker();
  for (const path of ['/v1.0/applications', '/v1.0/servicePrincipals', '/v1.0/oauth2PermissionGrants']) {
    t.sandbox.control.playFault({
      service: 'graph',
      method: 'POST',
      path,
      fault: { kind: 'answer', status: 429, headers: { 'retry-after': '30' }, body: '{}' },
    });
  }
  const made = await create(await aTerminal(c, t), { apply: true });
  assert.equal(made.isAsWanted, true);
  assert.equal(t.sandbox.world.applications.length, 2);
});

test('asks at a terminal, and does nothing without a yes', async (c) => {
  await using t = await aBroker();
  const terminal = await aTerminal(c, t, { answer: 'no' });
  await assert.rejects(create(terminal), { code: 'not_confirmed' });
  assert.equal(t.sandbox.world.applications.length, 1);
  const made = await create(await aTerminal(c, t, { answer: 'yes' }));
  assert.equal(made.isApplied, true);
});

/** Microsoft's command line tools are consented to already, so that anybody may sign in with them. */
function consentToTools({ world }: Sandbox, tenantId: string): void {
  world.servicePrincipals.push({ tenantId, clientId: graphCommandLine, state: 'enabled', roles: [] });
  world.consents.push({
    tenantId,
    clientId: graphCommandLine,
    resource: graph,
    scopes: ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All', 'openid', 'profile'],
    kind: 'admin',
  });
}

test('tells an account without the role which one it takes, and leaves nothing', async (c) => {
  await using t = await aBroker();
  consentToTools(t.sandbox, partnerOne);
  const terminal = await aTerminal(c, t, { user: t.user('service') });
  await assert.rejects(create(terminal, { apply: true }), {
    code: 'api_forbidden',
    message: /register an application/,
    remedy: /Cloud Application Administrator/,
  });
  assert.equal(t.sandbox.world.applications.length, 1);
  const made = await create(await aTerminal(c, t), {
    apply: true,
    keyOut: join(terminal.folder, 'application.key'),
  });
  assert.equal(made.isAsWanted, true, 'the key of the first run is used again');
});

test('says what to do where the sign-in was declined, and where nobody signed in', async (c) => {
  await using t = await aBroker();
  const declined = await aTerminal(c, t, { decision: 'cancel' });
  await assert.rejects(create(declined, { apply: true }), {
    code: 'consent_declined',
    remedy: /run the command again/,
  });
  const away = await aTerminal(c, t, { decision: 'away' });
  await assert.rejects(create(away, { apply: true }), {
    code: 'device_code_expired',
    remedy: /Run the command again/,
  });
  assert.equal(t.sandbox.world.applications.length, 1);
  await assert.rejects(stat(join(away.folder, 'application.key')), { code: 'ENOENT' });
});

test('refuses a key without its certificate, and an application that is not in the tenant', async (c) => {
  await using t = await aBroker();
  const terminal = await aTerminal(c, t);
  await writeFile(join(terminal.folder, 'application.key'), 'not a key');
  await assert.rejects(create(terminal), { code: 'usage' });
  const application = '99999999-9999-4999-8999-999999999999';
  const keyOut = join(terminal.folder, 'other.key');
  await assert.rejects(create(terminal, { application, keyOut }), { code: 'registration_not_found' });
});

test('refuses to take an application for its own that only has its name', async (c) => {
  await using t = await aBroker();
  const [like] = t.sandbox.world.applications;
  assert.ok(like);
  const clientId = '88888888-8888-4888-8888-888888888888';
  t.sandbox.world.applications.push({
    ...structuredClone(like),
    clientId,
    homeTenantId: partnerOne,
    displayName: 'Contoso Partner Tools',
  });
  const terminal = await aTerminal(c, t);
  await assert.rejects(create(terminal, { apply: true }), { code: 'registration_taken' });
  const planned = await create(terminal, { application: clientId });
  assert.equal(planned.application?.id, clientId, 'it is taken where a person names it');
  assert.ok(planned.steps.some((step) => step.do === 'add_certificate'));
});

test('carries a name with quotes, markup and escapes to Graph letter by letter, and shows it inert', async (c) => {
  await using t = await aBroker();
  const name = `O'Neil "<b>&amp;</b>" %27 \u{202e}${'x'.repeat(20)}`;
  const terminal = await aTerminal(c, t, { answer: 'yes' });
  const made = await create(terminal, { name });
  assert.equal(registrationOf(t.sandbox, made).displayName, name);
  const again = await create(await aTerminal(c, t), {
    name,
    keyOut: join(terminal.folder, 'application.key'),
  });
  assert.equal(again.application?.id, made.application?.id, 'it is found by that name');
  assert.ok(!terminal.notes.join('\n').includes('\u{202e}'));
  await assert.rejects(create(terminal, { name: '\u001b[2J' }), { code: /invalid_/ });
});

test('writes where its files are, and no secret, into the configuration', async (c) => {
  await using t = await aBroker();
  const terminal = await aTerminal(c, t);
  const configOut = join(terminal.folder, 'consentry.json');
  const made = await create(terminal, { apply: true, configOut });
  const written = await readFile(configOut, 'utf8');
  assert.deepEqual(JSON.parse(written), made.config);
  const key = await readFile(join(terminal.folder, 'application.key'), 'utf8');
  const secret = key.split('\n')[1] ?? '';
  assert.ok(secret.length > 40);
  const told = JSON.stringify([terminal.results, terminal.notes, written]);
  assert.ok(!told.includes(secret));
  const { loadConfig } = await import('../src/load-config.ts');
  assert.equal((await loadConfig({ file: configOut })).application.id, made.application?.id);
});

test('check finds each defect that is planted, and says nothing of what is as wanted', async (c) => {
  await using t = await aBroker();
  const terminal = await aTerminal(c, t);
  const made = await create(terminal, { apply: true });
  const id = made.application?.id ?? '';
  const registered = registrationOf(t.sandbox, made);
  const good = structuredClone(registered);
  const check = async () => {
    const exitCode = process.exitCode;
    process.exitCode = undefined;
    const { config, deps, output, folder, results } = await aTerminal(c, t);
    await createCheckApp(deps)(
      {
        tenant: partnerOne,
        kind: 'partner',
        config,
        application: id,
        certificate: join(terminal.folder, 'application.pem'),
      },
      output,
    );
    assert.ok(folder);
    const code = process.exitCode;
    process.exitCode = exitCode;
    const { items } = results.at(-1) as { items: readonly { item: string; state: string }[] };
    return { code, found: items.filter(({ state }) => !['as_wanted', 'not_visible'].includes(state)) };
  };
  assert.deepEqual(await check(), { code: undefined, found: [] });

  const { world } = t.sandbox;
  const principal = world.servicePrincipals.find(({ clientId }) => clientId === id);
  assert.ok(principal);
  const defects: readonly (readonly [string, string, () => void])[] = [
    ['audience', 'different', () => void (registered.multiTenant = false)],
    ['redirect_uri', 'missing', () => void registered.redirectUris.pop()],
    [
      'redirect_uri',
      'different',
      () => void (registered.spaRedirectUris = [registered.redirectUris.pop() ?? '']),
    ],
    ['permission', 'missing', () => void registered.requiredScopes.pop()],
    ['credential', 'missing', () => void (registered.certificates = [])],
    ['principal', 'different', () => void (principal.state = 'disabled')],
    [
      'consent',
      'missing',
      () => void (world.consents = world.consents.filter(({ clientId }) => clientId !== id)),
    ],
  ];
  for (const [item, state, plant] of defects) {
    const [consents, enabled] = [structuredClone(world.consents), principal.state];
    plant();
    const { code, found } = await check();
    assert.equal(code, 1, item);
    assert.deepEqual([...new Set(found.map((one) => `${one.item} ${one.state}`))], [`${item} ${state}`]);
    Object.assign(registered, structuredClone(good));
    delete registered.spaRedirectUris;
    world.consents = consents;
    principal.state = enabled;
  }
  registered.allowPublicClientFlows = true;
  registered.secrets.push({ value: 'a-secret-of-somebody' });
  const unwanted = await check();
  assert.equal(unwanted.code, undefined, 'what is too much is told, and no failure');
  assert.deepEqual(
    unwanted.found.map(({ state }) => state),
    ['not_wanted', 'not_wanted'],
  );
});

test('mends what check finds, and takes nothing away', async (c) => {
  await using t = await aBroker();
  const terminal = await aTerminal(c, t);
  const made = await create(terminal, { apply: true });
  const registered = registrationOf(t.sandbox, made);
  const [first = '', ...rest] = registered.redirectUris;
  registered.multiTenant = false;
  registered.redirectUris = [...rest, 'https://other.example/callback'];
  registered.spaRedirectUris = [first];
  registered.requiredRoles = [{ resource: graph, roles: ['User.Read.All'] }];
  const mended = await create(terminal, { apply: true, application: made.application?.id ?? '' });
  assert.deepEqual(
    mended.steps.map((step) => step.do),
    ['set_audience', 'add_redirect_uris'],
  );
  assert.equal(mended.isAsWanted, true);
  assert.ok(registered.redirectUris.includes('https://other.example/callback'));
  assert.deepEqual(registered.spaRedirectUris, []);
  assert.deepEqual(registered.requiredRoles, [{ resource: graph, roles: ['User.Read.All'] }]);
});
