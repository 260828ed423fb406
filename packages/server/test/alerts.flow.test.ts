import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { explainAadsts, readApplicationId, readTenantId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION, generateWorld } from '@consentry/sandbox';
import type { Alert } from '../src/alerts/alert.ts';
import { alertLimits } from '../src/alerts/alert-queue.ts';
import type { AlertType } from '../src/alerts/alert-table.ts';
import { steadyMs } from '../src/alerts/trouble-watch.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aWebhook, type Webhook, type WebhookAnswer } from './a-webhook.ts';
import { graph, inTrouble, partnerCenter, type Trouble } from './in-trouble.ts';

const dayMs = 24 * 60 * 60 * 1000;

interface Scene extends AsyncDisposable {
  readonly webhook: Webhook;
  readonly trouble: Trouble;
  readonly t: TestBroker;
}

/** A connected partner, and somebody who is told of what needs a person. */
async function aScene(): Promise<Scene> {
  await using opened = new AsyncDisposableStack();
  const webhook = opened.use(await aWebhook());
  const trouble = opened.use(await inTrouble({ onSockets: true, config: { alerts: webhook.config } }));
  const held = opened.move();
  return { webhook, trouble, t: trouble.t, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** The next alert that is taken, which must be of this type. */
async function nextOf({ webhook }: Scene, type: AlertType, work: () => Promise<unknown>): Promise<Alert> {
  const before = webhook.taken.length;
  await work();
  await webhook.took(before + 1);
  const alert = webhook.taken[before];
  assert.equal(alert?.type, type);
  return alert;
}

function assertWhole(scene: Scene, alert: Alert): void {
  assert.equal(alert.version, 1);
  assert.equal(alert.broker, scene.t.config.publicUrl);
  assert.match(alert.id, /^alert_[\w-]{22}$/);
  assert.equal(new Date(alert.at).toISOString(), alert.at);
  for (const part of [alert.severity, alert.title, alert.detail, alert.remedy]) {
    assert.ok(part.length > 0 && alert.text.includes(part), JSON.stringify(alert));
  }
  const credential = alert.type.startsWith('credential.') ? /application\.(second\.)?secretFile/ : /^/;
  for (const named of [alert.grant, alert.partner]) {
    if (named !== undefined) assert.ok(alert.text.includes(named), alert.text);
  }
  assert.match(alert.text, credential);
}

function remedyOf(aadsts: number): string {
  const explained = explainAadsts(aadsts);
  assert.ok(explained.known);
  return explained.remedy;
}

for (const [code, type, state] of [
  [50173, 'grant.consent_needed', 'consent_needed'],
  [50057, 'grant.admin_needed', 'admin_needed'],
] as const) {
  test(`a grant that becomes ${state} is told once, with partner, grant, reason and remedy (F-42)`, async () => {
    await using scene = await aScene();
    const { trouble, webhook, t } = scene;
    trouble.play({ kind: 'aadsts', code });
    const alert = await nextOf(scene, type, async () => {
      for (let time = 0; time < 5; time++) await trouble.refused(partnerCenter);
    });
    assertWhole(scene, alert);
    const [grant] = (await t.operator.call('listGrants', {})).items;
    assert.deepEqual([alert.partner, alert.grant, alert.code], [partnerOne, grant?.id, state]);
    assert.ok(alert.detail.includes(`${state}:${code}`), alert.detail);
    assert.equal(alert.severity, 'error');
    assert.ok(alert.remedy.startsWith(remedyOf(code)), alert.remedy);
    assert.equal(webhook.bodies.length, 1);
  });
}

test('a grant whose account was stopped is told again when it works again', async () => {
  await using scene = await aScene();
  const { trouble, t } = scene;
  const fault = trouble.play({ kind: 'aadsts', code: 50057 });
  await nextOf(scene, 'grant.admin_needed', () => trouble.refused(partnerCenter));
  fault.remove();
  t.sandbox.control.moveClock(2 * dayMs);
  const alert = await nextOf(scene, 'grant.recovered', () => t.broker.app.tokens.keepAlive(60));
  assertWhole(scene, alert);
  assert.equal(alert.severity, 'info');
});

test('our own credential is told once when it is refused, for all partners, and once when it is accepted', async () => {
  await using scene = await aScene();
  const { trouble } = scene;
  const fault = trouble.play({ kind: 'aadsts', code: 7000222 });
  const refused = await nextOf(scene, 'credential.refused', async () => {
    for (let time = 0; time < 5; time++) {
      trouble.later();
      assert.equal((await trouble.refused()).code, 'client_credential');
    }
  });
  assertWhole(scene, refused);
  assert.deepEqual(
    [refused.partner, refused.grant, refused.code],
    [undefined, undefined, 'client_credential'],
  );
  assert.ok(refused.detail.includes('AADSTS7000222'));
  fault.remove();
  trouble.later();
  const accepted = await nextOf(scene, 'credential.accepted', async () => {
    await trouble.caller.call('acquireToken', { body: graph });
    holds(scene);
  });
  assertWhole(scene, accepted);
  assert.equal(scene.webhook.bodies.length, 2);
});

test('one tenant that refuses our credential while the others accept it is one alert', async () => {
  await using scene = await aScene();
  const { trouble, t } = scene;
  trouble.play({ kind: 'aadsts', code: 7000222 }, { path: `/${customerA}/oauth2/*token` });
  for (let time = 0; time < 20; time++) {
    trouble.later();
    assert.equal((await trouble.refused(graph)).code, 'client_credential');
    t.sandbox.control.moveClock(steadyMs);
    t.broker.credentialNews.look();
    await trouble.caller.call('acquireToken', { body: partnerCenter });
    t.broker.credentialNews.look();
  }
  await t.broker.alerts.deliver();
  const changes = t.logged.filter((line) => line.includes('proves itself by this credential'));
  assert.equal(changes.length, 20);
  assert.deepEqual(
    scene.webhook.taken.map(({ type }) => type),
    ['credential.refused'],
  );
});

for (const code of [700024, 7000215]) {
  test(`a credential that is refused with ${code} is told with the remedy of that number`, async () => {
    await using scene = await aScene();
    scene.trouble.play({ kind: 'aadsts', code });
    const alert = await nextOf(scene, 'credential.refused', () => scene.trouble.refused());
    assertWhole(scene, alert);
    assert.equal(alert.remedy, remedyOf(code));
    assert.ok(alert.detail.includes(`AADSTS${code}`), alert.detail);
  });
}

test('what ends soon is told 30, 14, 7 and 1 days ahead, the last as an error, and never again after a restart (F-100)', async () => {
  await using scene = await aScene();
  const { t, webhook } = scene;
  const application = {
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    name: 'Example Integration',
    kind: 'partner' as const,
    credential: {
      kind: 'secret',
      secret: Secret.of(DEFAULT_APPLICATION.secret),
      expiresAt: t.sandbox.clock.now() + 90 * dayMs,
    } as const,
  };
  await t.restart({ application });
  // What is redeemed is not forgotten: from now on nothing can be.
  scene.trouble.play({ kind: 'answer', status: 503 });
  for (let day = 0; day <= 90; day++) {
    await t.broker.app.expiryWatch.look();
    t.sandbox.control.moveClock(dayMs);
  }
  await webhook.took(10);
  for (const type of ['grant.expires', 'credential.expires'] as const) {
    const alerts = webhook.taken.filter((alert) => alert.type === type);
    assert.deepEqual(
      alerts.map(({ severity }) => severity),
      ['warning', 'warning', 'warning', 'error', 'error'],
      type,
    );
    for (const alert of alerts) assertWhole(scene, alert);
    assert.equal(alerts[0]?.partner, type === 'grant.expires' ? partnerOne : undefined);
    assert.deepEqual(
      alerts.map(({ detail }) => /^(By|Since) \d{4}-/.exec(detail)?.[1]),
      ['By', 'By', 'By', 'By', 'Since'],
      type,
    );
  }
  await t.restart({ application });
  await t.broker.app.expiryWatch.look();
  await t.broker.alerts.deliver();
  assert.equal(webhook.bodies.length, 10);
});

test('of two credentials the one that ends is named, and nobody is told that every partner loses access', async () => {
  await using scene = await aScene();
  const { t } = scene;
  const { application } = t.config;
  const secondCredential = {
    kind: 'secret',
    secret: Secret.of('another'),
    expiresAt: t.sandbox.clock.now() + 10 * dayMs,
  } as const;
  await t.restart({ application: { ...application, secondCredential } });
  const alert = await nextOf(scene, 'credential.expires', () => t.broker.app.expiryWatch.look());
  assertWhole(scene, alert);
  assert.match(alert.text, /application\.second\.secretFile/);
  assert.doesNotMatch(alert.detail, /no partner/);
  assert.equal(scene.webhook.bodies.length, 1);
});

test('grants that end together are one alert with their number, and not more than the webhook gets', async () => {
  await using webhook = await aWebhook();
  await using t = await aBroker({
    onSockets: true,
    config: { alerts: webhook.config },
    world(world) {
      const { applications, settings } = world;
      Object.assign(world, generateWorld({ seed: 'many', partners: 16, customers: 1, usersPerCustomer: 1 }));
      Object.assign(world, { applications, settings });
    },
  });
  const partners = t.sandbox.world.tenants.filter(({ kind }) => kind === 'partner');
  for (const { id } of partners) {
    const partner = readTenantId(id);
    await t.connect(await t.invite({ partner }), t.user('service', partner));
  }
  t.sandbox.control.playFault({
    service: 'login',
    path: '/*/oauth2/*token',
    times: 'always',
    fault: { kind: 'answer', status: 503 },
  });
  t.sandbox.control.moveClock(61 * dayMs);
  await t.broker.app.expiryWatch.look();
  await webhook.took(1);
  await t.broker.app.expiryWatch.look();
  const [alert] = webhook.taken;
  assert.deepEqual([webhook.bodies.length, alert?.type, alert?.grant], [1, 'grant.expires', undefined]);
  assert.match(alert?.text ?? '', /the first of 16 grants stops working/);
  assert.match(alert?.text ?? '', /consentry forecast/);
});

test('an audit that cannot be written is told once when it lasts, and once when it is over', async () => {
  await using scene = await aScene();
  const { t, webhook } = scene;
  const look = async (): Promise<void> => {
    t.sandbox.control.moveClock(10_000);
    await t.broker.app.troubleWatch.look();
  };
  const audit = new DatabaseSync(join(t.folder, 'data', 'audit.db'));
  audit.exec('BEGIN EXCLUSIVE');
  const begun = await nextOf(scene, 'broker.not_ready', async () => {
    await look();
    await look();
    await look();
    assert.equal(webhook.bodies.length, 0, 'a blink tells nobody');
    await look();
    await look();
  });
  assertWhole(scene, begun);
  assert.equal(begun.code, 'audit_unavailable');
  assert.match(begun.detail, /audit/);
  audit.close();
  const over = await nextOf(scene, 'broker.ready', async () => {
    for (let time = 0; time < 6; time++) await look();
  });
  assertWhole(scene, over);
  assert.equal(webhook.bodies.length, 2);
});

test('an audit whose end is gone is told', async () => {
  await using scene = await aScene();
  const { t, trouble } = scene;
  await trouble.caller.call('acquireToken', { body: graph });
  const file = join(t.folder, 'data', 'audit.db');
  for (const suffix of ['', '-wal', '-shm']) renameSync(`${file}${suffix}`, `${file}${suffix}.gone`);
  const alert = await nextOf(scene, 'audit.cut', async () => {
    await trouble.caller.call('acquireToken', { body: graph });
    await t.operator.call('verifyAudit', {});
  });
  assertWhole(scene, alert);
});

/** The value of one series. */
async function read(t: TestBroker, series: string): Promise<number> {
  const lines = (await t.broker.observer.metrics.read()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length) ?? 0);
}

async function countDrops(t: TestBroker): Promise<number> {
  const reasons = ['full', 'refused', 'failed', 'stopped'];
  const counts = await Promise.all(
    reasons.map((reason) => read(t, `consentry_alerts_dropped_total{reason="${reason}"}`)),
  );
  return counts.reduce((sum, count) => sum + count);
}

/** Half a minute passes in which our credential is not refused. */
function holds({ t }: Scene): void {
  t.sandbox.control.moveClock(steadyMs);
  t.broker.credentialNews.look();
}

/** Raises two alerts each time: our credential is refused, and accepted again. */
async function raise(scene: Scene, times: number): Promise<void> {
  const { trouble } = scene;
  for (let time = 0; time < times; time++) {
    const fault = trouble.play({ kind: 'aadsts', code: 7000222 });
    trouble.later();
    await trouble.refused();
    fault.remove();
    trouble.later();
    await trouble.caller.call('acquireToken', { body: graph });
    holds(scene);
  }
}

/** Hands out 200 tokens, and renews the grant, a month later. */
async function handOut({ t, trouble }: Scene): Promise<void> {
  t.sandbox.control.moveClock(45 * dayMs);
  await t.broker.app.tokens.keepAlive(60);
  for (let time = 0; time < 50; time++) {
    const wanted = [graph, partnerCenter, graph, partnerCenter];
    await Promise.all(wanted.map((body) => trouble.caller.call('acquireToken', { body })));
  }
}

for (const [name, answer] of Object.entries({
  'that hangs': 'hang',
  'that breaks every connection': 'reset',
  'that answers 500': { status: 500 },
  'that asks to wait for an hour': { status: 429, headers: { 'retry-after': '3600' } },
  'that redirects': { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
} satisfies Record<string, WebhookAnswer>)) {
  test(`a webhook ${name} keeps nobody waiting: 200 tokens are handed out and the grant is renewed meanwhile, alerts are bounded, drops counted (F-98)`, async () => {
    await using scene = await aScene();
    const { t, webhook } = scene;
    webhook.answerWith(answer);
    await raise(scene, 1);
    await webhook.cameTo(1);
    const before = (await t.events()).filter(({ type }) => type === 'token.issued').length;
    await handOut(scene);
    const events = await t.events();
    assert.equal(events.filter(({ type }) => type === 'token.issued').length - before, 200);
    assert.ok(events.some(({ type }) => type === 'grant.renewed'));
    // Nothing was taken, and what was sent first still waits for its answer: who was served did not wait for it.
    assert.deepEqual(webhook.taken, []);
    if (answer === 'hang') assert.equal(webhook.hanging(), 1);

    await raise(scene, alertLimits.waiting);
    assert.ok((await countDrops(t)) > 0);
    assert.equal(await read(t, 'consentry_alerts_sent_total'), 0);
    assertSilent(scene);
  });
}

test('when the webhook is back, what waits arrives in order, each once, and the log says how many are missing (F-98)', async () => {
  await using scene = await aScene();
  const { t, webhook } = scene;
  webhook.answerWith('hang');
  await raise(scene, alertLimits.waiting);
  const dropped = await countDrops(t);
  assert.equal(dropped, alertLimits.waiting, 'so many wait, and so many were raised beyond them');
  webhook.answerWith({ status: 200 });
  webhook.release();
  while (webhook.taken.length < alertLimits.waiting) {
    await t.broker.alerts.deliver();
    t.sandbox.control.moveClock(60_000);
  }
  const ids = webhook.taken.map(({ id }) => id);
  assert.equal(new Set(ids).size, alertLimits.waiting);
  const types = webhook.taken.map(({ type }) => type);
  const pairs = Array.from({ length: alertLimits.waiting / 2 }, () => [
    'credential.refused',
    'credential.accepted',
  ]);
  assert.deepEqual(types, pairs.flat());
  await raise(scene, 1);
  await webhook.took(alertLimits.waiting + 2);
  const back = t.logged.filter((line) => line.includes('alerts are taken again'));
  assert.equal(back.length, 1);
  assert.match(back[0] ?? '', new RegExp(`"dropped":${dropped}\\b`));
  assertSilent(scene);
});

test('a webhook that hangs does not keep a broker from stopping, and what is left is counted', async () => {
  await using scene = await aScene();
  const { t, webhook } = scene;
  webhook.answerWith('hang');
  await raise(scene, 1);
  await webhook.cameTo(1);
  const { metrics } = t.broker.observer;
  await t.restart();
  assert.match(await metrics.read(), /^consentry_alerts_dropped_total\{reason="stopped"\} 2$/m);
  assert.deepEqual(webhook.taken, []);
});

/** The address of the webhook is its key, and no alert holds a secret of anybody. */
function assertSilent({ t, webhook }: Scene): void {
  const log = t.logged.join('');
  assert.ok(!log.includes(webhook.secret), 'the address of the webhook stands in the log');
  assert.ok(log.includes(webhook.config.host));
  const [row, ...more] = t.logged.filter((line) => line.includes('an alert was dropped'));
  assert.ok(row !== undefined && more.length === 0, 'a row of drops is one line');
}
