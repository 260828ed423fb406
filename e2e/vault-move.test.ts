import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BrokerOfMany, aBrokerOfMany } from './support/a-broker-of-many.ts';
import { asOperator } from './support/connect-partner.ts';
import { consentry } from './support/consentry.ts';
import { until } from './support/until.ts';

/** `npm run test:full` asks for 1,000. */
const grants = Number(process.env['CONSENTRY_MOVED_GRANTS'] ?? 30);
const clients = 4;

interface Load {
  /** Ends it. Every answer that was no token, and how many tokens there were. */
  end(): Promise<{ readonly refused: readonly string[]; readonly served: number; readonly repeated: number }>;
}

/**
 * Clients that ask for tokens of every grant in turn. Who gets no answer at all, because the process that was asked is
 * dead, asks again as soon as somebody listens; an answer that is no token is kept, whatever it says.
 */
function startLoad(p: BrokerOfMany): Load {
  const refused: string[] = [];
  const load = { served: 0, repeated: 0, turn: 0, isOver: false };
  const targets = p.partners.flatMap(({ tenant: partner, customers }) => [
    { partner, resource: 'partner-center' },
    ...customers.map((customer) => ({ partner, customer, resource: 'graph' })),
  ]);
  const ask = async (body: object): Promise<Response | undefined> => {
    const headers = { authorization: `Bearer ${p.key}`, 'content-type': 'application/json' };
    const sent = { method: 'POST', headers, body: JSON.stringify(body) };
    return fetch(`${p.broker().ready.apiUrl}/v1/tokens`, sent).catch(() => undefined);
  };
  const isListening = (): Promise<boolean> =>
    fetch(`${p.broker().ready.apiUrl}/healthz`).then(
      async (answer) => (await answer.arrayBuffer()).byteLength > 0,
      () => false,
    );
  const askOnAndOn = async (): Promise<void> => {
    while (!load.isOver) {
      const body = targets[load.turn++ % targets.length] ?? {};
      let answer = await ask(body);
      while (answer === undefined) {
        load.repeated += 1;
        await until(isListening);
        answer = await ask(body);
      }
      const text = await answer.text();
      if (answer.status === 200) load.served += 1;
      else refused.push(`${answer.status} ${text}`);
    }
  };
  const working = Promise.all(Array.from({ length: clients }, askOnAndOn));
  return {
    async end() {
      load.isOver = true;
      await working;
      return { ...load, refused };
    },
  };
}

/** Moves everything under load, and kills the broker half-way. */
async function moveAndKill(p: BrokerOfMany, into: 'database' | 'key-vault'): Promise<void> {
  await p.broker().stop('SIGTERM');
  await p.restart(into);
  const load = startLoad(p);
  const moving = consentry(['vault', 'move', '--json', ...asOperator(p.broker().ready)]);
  const operator = await p.operator();
  let atDeath = grants;
  await until(async () => {
    atDeath = (await operator.call('getVault', { query: {} })).left;
    return atDeath <= grants / 2;
  });
  await p.broker().stop('SIGKILL');
  await p.restart(into);
  const { exitCode, stdout, stderr } = await moving;
  assert.equal(exitCode, 0, stderr);
  assert.ok(atDeath > 0, 'it was killed too late');
  const report = JSON.parse(stdout) as { moved: number; left: number; failures: unknown[]; into: string };
  assert.deepEqual(
    { moved: report.moved, left: report.left, failures: report.failures, into: report.into },
    { moved: grants, left: 0, failures: [], into },
  );
  const { refused, served, repeated } = await load.end();
  assert.deepEqual(refused, []);
  assert.ok(served > grants, `${served} tokens were handed out`);
  assert.ok(repeated <= clients * 2, `${repeated} requests were left without an answer`);
}

test(`${grants} grants move from the database to Key Vault and back while tokens are handed out, with a kill -9 half-way each: nothing is lost, it resumes, no request is refused`, async () => {
  await using p = await aBrokerOfMany(grants);
  await moveAndKill(p, 'key-vault');
  await moveAndKill(p, 'database');
  assert.deepEqual(
    p.sandbox.ledger.vaultCalls().filter(({ status }) => status === 429),
    [],
    'the limits of the vault were kept',
  );
  // Nothing is in memory any more: each grant is redeemed with what is stored.
  await p.broker().stop('SIGTERM');
  await p.restart('database');
  const operator = await p.operator();
  const caller = { authorization: `Bearer ${p.key}`, 'content-type': 'application/json' };
  for (const { tenant } of p.partners) {
    const body = JSON.stringify({ partner: tenant, resource: 'partner-center', force: true });
    const answer = await fetch(`${p.broker().ready.apiUrl}/v1/tokens`, {
      method: 'POST',
      headers: caller,
      body,
    });
    assert.equal(answer.status, 200, await answer.text());
  }
  const { vaults } = await operator.call('getVault', { query: {} });
  assert.deepEqual(
    vaults.map(({ vault, grants: count }) => [vault, count]),
    [
      ['database', grants],
      ['key-vault', 0],
    ],
  );
  assert.equal((await operator.call('verifyAudit', {})).ok, true);
});
