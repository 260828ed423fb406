import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Secret } from '@consentry/core';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';
import { aWebhook } from './a-webhook.ts';
import { withSources } from './with-sources.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** What the log warned of: the cause, and the days that were left. */
function warned(t: TestBroker): readonly (readonly [unknown, number])[] {
  return t.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['endsAt'] !== undefined)
    .map(({ cause, daysLeft }) => [cause, Number(daysLeft)] as const);
}

const stepsOf = (cause: string) => [29, 13, 6, 0, -1].map((days) => [cause, days] as const);

function endGdap(t: TestBroker, at: number): void {
  for (const relationship of t.sandbox.world.relationships) {
    if (relationship.customerTenantId === customerA) relationship.endsAt = at;
  }
}

/** Looks every six hours for so many days, as a broker does, and keeps the grants alive. */
async function pass(t: TestBroker, days: number, looking = [t.broker]): Promise<void> {
  for (let hour = 0; hour < days * 24; hour += 6) {
    t.sandbox.control.moveClock(6 * hourMs);
    for (const broker of looking) {
      await broker.app.tokens.keepAlive(60);
      await broker.app.expiryWatch.look();
    }
  }
}

for (const kind of ['sqlite', 'postgres'] as const) {
  test(`warns of a customer that is lost with GDAP once at each step, over restarts${kind === 'postgres' ? ' and at two replicas' : ''}, on ${kind}`, async () => {
    await using webhook = await aWebhook();
    await using broker = await aBrokerOn(kind, {
      onSockets: true,
      world: withSources,
      config: { alerts: webhook.config },
    });
    const { t } = broker;
    await t.aConnectedPartner();
    endGdap(t, t.sandbox.clock.now() + 35 * dayMs + hourMs);
    const looking = (): (typeof t.broker)[] =>
      kind === 'postgres' ? [t.broker, replica ?? t.broker] : [t.broker];
    const replica = kind === 'postgres' ? await t.addReplica() : undefined;
    await pass(t, 20, looking());
    assert.deepEqual(warned(t), stepsOf('gdap').slice(0, 1));
    if (kind === 'sqlite') await t.restart();
    await pass(t, 20, looking());
    assert.deepEqual(warned(t), stepsOf('gdap'));
    await webhook.took(5);
    await t.broker.alerts.deliver();
    assert.deepEqual(
      webhook.taken.map(({ type, severity, partner, customer }) => [type, severity, partner, customer]),
      (['warning', 'warning', 'warning', 'error', 'error'] as const).map((severity) => [
        'customer.expires',
        severity,
        partnerOne,
        customerA,
      ]),
    );
  });
}

const signingKey = Buffer.alloc(32, 7).toString('base64');

test('warns of a sign-in frequency, signed, names the command for a link, and holds no link and no name', async () => {
  await using webhook = await aWebhook();
  await using broker = await aBrokerOn('sqlite', {
    onSockets: true,
    config: { alerts: { ...webhook.config, signingKey: Secret.of(signingKey) } },
    world(world) {
      withSources(world);
      const policy = aPolicy({ displayName: 'A name that somebody gave', signInFrequencyHours: 20 * 24 });
      delete policy.grant;
      world.conditionalAccess.push(policy);
    },
  });
  const { t } = broker;
  await t.aConnectedPartner();
  await t.broker.app.expiryWatch.look();
  await pass(t, 15);
  assert.deepEqual(warned(t), [
    ['sign-in-frequency', 19],
    ['sign-in-frequency', 13],
    ['sign-in-frequency', 6],
  ]);
  await webhook.took(3);
  const [alert] = webhook.taken;
  assert.equal(alert?.type, 'grant.expires');
  assert.ok(alert?.remedy.includes(`consentry invite --for-grant ${alert.grant}`), alert?.remedy);
  const sent = webhook.bodies.join('\n');
  assert.doesNotMatch(sent, /\/i\/|A name that somebody gave|service@/);
  const {
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': signature,
  } = webhook.headers[0] ?? {};
  assert.equal(id, alert.id);
  const signed = createHmac('sha256', Buffer.from(signingKey, 'base64'));
  signed.update(`${id}.${String(at)}.${String(webhook.bodies[0])}`);
  assert.equal(signature, `v1,${signed.digest('base64')}`);
  const metrics = await t.broker.observer.metrics.read();
  assert.match(metrics, /consentry_grant_expiry_seconds\{cause="sign-in-frequency"\} 4\d{5}/);
});

test('still warns of what was read before, when its source can be read no more', async () => {
  await using broker = await aBrokerOn('sqlite', { world: withSources });
  const { t } = broker;
  await t.aConnectedPartner();
  endGdap(t, t.sandbox.clock.now() + 35 * dayMs + hourMs);
  await t.broker.app.expiryWatch.look();
  for (const one of t.sandbox.world.consents) {
    one.scopes = one.scopes.filter((scope) => !scope.startsWith('DelegatedAdmin'));
  }
  await pass(t, 20);
  assert.deepEqual(warned(t), stepsOf('gdap').slice(0, 1));
  const { unread, customers } = await t.operator.call('getForecast', { params: { partner: partnerOne } });
  assert.ok(unread.some(({ source }) => source === 'relationships'));
  assert.equal(customers.length, 1);
});

test('an end that is put off is warned of anew', async () => {
  await using broker = await aBrokerOn('sqlite', { world: withSources });
  const { t } = broker;
  await t.aConnectedPartner();
  endGdap(t, t.sandbox.clock.now() + 29 * dayMs);
  await pass(t, 2);
  endGdap(t, t.sandbox.clock.now() + 60 * dayMs);
  await pass(t, 28);
  assert.equal(warned(t).length, 1);
  await pass(t, 4);
  assert.deepEqual(warned(t), [
    ['gdap', 28],
    ['gdap', 29],
  ]);
});
