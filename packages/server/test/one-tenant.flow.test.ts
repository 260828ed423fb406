import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { customerA } from './a-broker.ts';
import { graph, inTrouble, partnerCenter, type Trouble } from './in-trouble.ts';

/** Rows F-16, F-48 and F-51: what one customer's tenant says of our application stops no other tenant. */

const secondSecret = 'example-integration-secret~2';
const minuteMs = 60_000;

/** A partner that has connected, and an application with two secrets, both of them good. */
async function withTwo(): Promise<Trouble> {
  const trouble = await inTrouble({
    world: ({ applications }) => void applications[0]?.secrets.push({ value: secondSecret }),
  });
  const { t } = trouble;
  const secret = (value: string) => ({ kind: 'secret', secret: Secret.of(value) }) as const;
  await t.restart({
    application: {
      ...t.config.application,
      credential: secret(DEFAULT_APPLICATION.secret),
      secondCredential: secret(secondSecret),
    },
  });
  return trouble;
}

/** Customer A's tenant refuses everything so. */
function refuses({ play }: Trouble, number: number): void {
  const body = JSON.stringify({ error: 'invalid_client', error_codes: [number] });
  play({ kind: 'answer', status: 401, body }, { tenant: customerA });
}

const isServed = async ({ caller }: Trouble): Promise<boolean> =>
  !(await caller.call('acquireToken', { body: { ...partnerCenter, force: true } })).fromCache;

/** No credential is marked, no alarm was given, and the grant is what it was. */
async function assertCalm({ t, grant }: Trouble): Promise<void> {
  const metrics = await t.broker.observer.metrics.read();
  assert.doesNotMatch(metrics, /consentry_credential_refused\{[^}]*\} 1/);
  assert.match(metrics, /consentry_credential_refused\{credential="application.secretFile"\} 0/);
  assert.deepEqual(
    t.logged.filter((line) => line.includes('credential of the application')),
    [],
  );
  assert.equal((await grant()).state, 'healthy');
}

for (const access of ['delegated', 'app-only'] as const) {
  for (const [number, code] of [
    [7000229, 'tenant_setup'],
    [123_456_789, 'idp_unknown_error'],
  ] as const satisfies readonly (readonly [number, ErrorCode])[]) {
    test(`F-51: invalid_client with ${number} of one customer’s tenant (${access}) is ${code} there, and nothing elsewhere`, async () => {
      await using trouble = await withTwo();
      const { t, refused } = trouble;
      const wanted = { ...graph, access };
      refuses(trouble, number);
      for (let times = 0; times < 10; times++) {
        assert.equal((await refused(wanted)).code, code);
        assert.ok(await isServed(trouble));
        t.sandbox.control.moveClock(minuteMs);
      }
      await assertCalm(trouble);
    });
  }

  test(`F-48: a credential that one customer’s tenant alone refuses (${access}) goes on serving the others`, async () => {
    await using trouble = await withTwo();
    const { t, refused } = trouble;
    const wanted = { ...graph, access };
    refuses(trouble, 7000222);
    for (let times = 0; times < 10; times++) {
      assert.equal((await refused(wanted)).code, 'client_credential');
      assert.ok(await isServed(trouble));
      t.sandbox.control.moveClock(minuteMs / 2);
      // It comes first again, as soon as it may.
      assert.equal((await refused(wanted)).code, 'client_credential');
      t.sandbox.control.moveClock(minuteMs / 2);
    }
  });
}

test('F-51: a customer without our application is refused by the name of it, and told the link for its administrator', async () => {
  await using trouble = await withTwo();
  refuses(trouble, 7000229);
  const { facts } = await trouble.refused({ ...graph, access: 'app-only' });
  assert.deepEqual([facts['aadsts'], facts['actor']], [7000229, 'customer administrator']);
  assert.match(String(facts['consentUrl']), new RegExp(`/${customerA}/v2.0/adminconsent`));
});
