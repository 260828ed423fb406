import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fingerprintOf } from '../torture/cloud.ts';
import { connectPartner, remoteOf } from '../torture/people.ts';
import { openPlace } from '../torture/place.ts';
import { runTorture } from '../torture/run-torture.ts';
import { createScene } from '../torture/scene.ts';
import { startVictim } from '../torture/victims.ts';

const torture = fileURLToPath(new URL('../torture/torture.ts', import.meta.url));

/** Each begins at another round, so that together they die at every step. */
const shortForms = [
  ['sqlite', 'database', 'reusable', 1, 3],
  ['postgres', 'database', 'single-use', 5, 3],
  ['sqlite', 'key-vault', 'single-use', 13, 2],
  ['postgres', 'key-vault', 'reusable', 17, 2],
] as const;

describe('a broker that is killed loses no grant', { concurrency: 2 }, () => {
  test('as the command says, with refresh tokens that work once', async () => {
    const args = ['--rounds', '2', '--from', '9', '--seed', '1', '--refresh-tokens', 'single-use'];
    const child = spawn(process.execPath, [torture, ...args]);
    const ended = once(child, 'exit') as Promise<[number | null]>;
    const said = await text(child.stdout);
    assert.equal((await ended)[0], 0, said);
    assert.equal(said.trimEnd().split('\n').at(-1), 'torture: 2 rounds, 8 grants checked, 0 lost');
  });

  for (const [database, vault, refreshTokens, from, rounds] of shortForms) {
    test(`${database}, ${vault}, ${refreshTokens}`, async () => {
      const wrong: string[] = [];
      let checked = 0;
      await runTorture({ database, vault, refreshTokens, from, rounds, seed: '1' }, (round) => {
        wrong.push(...round.wrong);
        for (const { verdict, grant, why } of round.findings) {
          checked += 1;
          if (verdict === 'lost') wrong.push(`${grant.id} ${why}`);
        }
      });
      assert.deepEqual(wrong, []);
      assert.equal(checked, rounds * 4);
    });
  }
});

/** Linux says in which state a process is. */
async function stops(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    if (/\) T /.test(stat)) return;
    await pause(5);
  }
}

for (const step of ['after the answer', 'after the put'] as const) {
  test(`a replica that is stopped past its lease ${step} and goes on overwrites nothing`, async () => {
    await using scene = await createScene({
      seed: '1',
      database: 'postgres',
      vault: 'database',
      refreshTokens: 'single-use',
      partners: 1,
    });
    const [partner] = scene.partners;
    assert.ok(partner);
    const sleeper = startVictim();
    const death = { step, time: 1, signal: 'SIGSTOP' } as const;
    const place = await scene.addReplica('sleeper');
    const working = sleeper.work(scene.order({ place, callers: 1, restMs: 5, death }, 1));
    await stops(sleeper.pid);
    await scene.database?.endLeases();

    const other = await openPlace(scene.place, { clock: scene.clock });
    try {
      const read = async () => {
        const [grant] = await other.store.grants.listByPartner(partner.tenant);
        assert.ok(grant);
        return grant;
      };
      const body = { partner: partner.tenant, resource: 'partner-center' };
      const remote = remoteOf(other, scene.key);
      // The successor is in the sleeper alone, and the grant says so.
      assert.notEqual((await read()).redeemingSince, undefined);
      await assert.rejects(remote.call('acquireToken', { body }), { code: 'consent_needed' });
      assert.deepEqual([(await read()).state, (await read()).stateReason], ['consent_needed', 'answer_lost']);
      await connectPartner(other, scene.cloud.sandbox, partner);
      const before = await read();

      sleeper.send('SIGCONT');
      await working;
      const awake = await sleeper.report();
      assert.ok(awake);
      // What is stored comes from the new consent, each from the one before, whoever redeemed it since.
      const stored = async (): Promise<string> => {
        const { id, version, secret } = await read();
        return fingerprintOf((await other.vault.vault.get(secret, { grant: id, version })).reveal());
      };
      const issued = () => scene.cloud.issuedTo(partner.account.objectId);
      const deadline = Date.now() + 10_000;
      const isSettled = async (): Promise<boolean> => {
        const handedOut = (await sleeper.report())?.handedOut ?? 0;
        return handedOut > awake.handedOut + 20 && (await stored()) === issued().at(-1)?.fingerprint;
      };
      while (Date.now() < deadline && !(await isSettled())) await pause(20);
      const consented = issued().findLastIndex(({ grantType }) => grantType === 'authorization_code');
      const lineage = issued().slice(consented);
      assert.equal(await stored(), lineage.at(-1)?.fingerprint);
      assert.deepEqual(
        lineage.slice(1).map(({ predecessor }) => predecessor),
        lineage.slice(0, -1).map(({ fingerprint }) => fingerprint),
      );
      const after = await read();
      assert.deepEqual([after.state, after.version], ['healthy', before.version + lineage.length - 1]);
      scene.clock.move(2 * 60 * 60 * 1000);
      assert.equal((await remote.call('acquireToken', { body })).tenant, partner.tenant);
    } finally {
      sleeper.send('SIGKILL');
      await sleeper.ended;
      await other.close();
    }
  });
}
