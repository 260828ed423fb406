import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createId, readApplicationId, readObjectId, readTenantId, Secret } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { createLog, openBroker, openPorts } from '@consentry/server';
import { aDataFolder, anOutput, type DataFolder } from '../../test/a-data-folder.ts';
import { loadConfig } from '../load-config.ts';
import { createOutput } from '../terminal/output.ts';
import { describeTakenBack } from './describe-taken-back.ts';
import { purge, resume, revoke, stop } from './taking-back.ts';

const one = readTenantId('11111111-1111-4111-8111-111111111111');
const two = readTenantId('22222222-2222-4222-8222-222222222222');
type Report = Parameters<typeof describeTakenBack>[0];

/** A store with three grants: two of the first partner, one of the second. */
async function withGrants(t: TestContext): Promise<DataFolder & { readonly ids: readonly string[] }> {
  const data = await aDataFolder(t);
  const config = await loadConfig({ file: data.options.config, dataDir: data.options.data });
  const ports = openPorts(config, createLog('silent'));
  const broker = await openBroker(config, ports);
  const ids: string[] = [];
  for (const [index, partner] of [one, one, two].entries()) {
    const id = createId('GrantId', systemRandom);
    ids.push(id);
    await broker.store.grants.save(
      {
        id,
        partner,
        subject: readObjectId(`${String(index).repeat(8)}-4444-4444-8444-444444444444`),
        username: `service${index}@contoso.example`,
        displayName: undefined,
        application: readApplicationId(config.application.id),
        scopes: [],
        amr: ['mfa'],
        mfa: 'confirmed',
        consentedAt: index,
        version: 1,
        secret: await broker.store.vault.put({ grant: id, version: 1 }, Secret.of('canary-refresh')),
        sealedAt: index,
        state: 'healthy',
        stateReason: 'sealed',
        stateSince: 0,
        stateEvidence: {},
        exerciseAt: 8_000_000_000_000,
        redeemingSince: undefined,
        provedAt: undefined,
      },
      0,
    );
  }
  await broker.close();
  await ports.close();
  return { ...data, ids };
}

async function reportOf(act: (output: ReturnType<typeof anOutput>) => Promise<void>): Promise<Report> {
  const output = anOutput();
  await act(output);
  assert.equal(output.results.length, 1);
  return output.results[0] as Report;
}

test('purges every grant of a partner, those revoked before too, and keeps one report of all', async (t) => {
  const { options, folder, ids } = await withGrants(t);
  const first = ids[0] ?? '';
  await reportOf((output) => revoke({ ...options, grant: first }, output));
  const file = join(folder, 'report.json');
  const report = await reportOf((output) =>
    purge({ ...options, partner: one, yes: true, report: file }, output),
  );
  assert.deepEqual(
    report.grants.map(({ id, purged }) => `${id} ${purged?.outcome}`).toSorted((a, b) => (a < b ? -1 : 1)),
    ids
      .slice(0, 2)
      .map((id) => `${id} destroyed`)
      .toSorted((a, b) => (a < b ? -1 : 1)),
  );
  assert.ok(!report.left.some(({ code }) => code === 'refresh_token_kept'));
  assert.equal(new Set(report.left.map(({ text }) => text)).size, report.left.length);
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), report);
  if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  const again = await reportOf((output) => purge({ ...options, partner: one, yes: true }, output));
  assert.deepEqual(again.grants, [], 'there is nothing left to do');
});

test('asks before it takes much back, and does nothing where nobody can be asked', async (t) => {
  const { options, ids } = await withGrants(t);
  const grant = ids[0] ?? '';
  for (const act of [
    () => purge({ ...options, grant }, anOutput()),
    () => purge({ ...options, everything: true }, anOutput()),
    () => revoke({ ...options, partner: one }, anOutput()),
    () => revoke({ ...options, everything: true }, anOutput()),
  ])
    await assert.rejects(act, { code: 'not_confirmed' });
  await reportOf((output) => revoke({ ...options, grant }, output));
  const all = await reportOf((output) => revoke({ ...options, everything: true, yes: true }, output));
  assert.deepEqual(
    all.grants.map(({ stateBefore }) => stateBefore),
    ['healthy', 'healthy', 'revoked'],
    'the first was revoked by the only call that asks nothing, and is told with the others',
  );
});

test('does nothing whose report cannot be kept, and keeps no file of what was not done', async (t) => {
  const { options, folder, ids } = await withGrants(t);
  const grant = ids[0] ?? '';
  const there = join(folder, 'there.json');
  await writeFile(there, 'of somebody else');
  for (const report of [there, join(folder, 'no-such-folder', 'report.json')])
    await assert.rejects(revoke({ ...options, grant, report }, anOutput()), { code: 'usage' });
  assert.equal(await readFile(there, 'utf8'), 'of somebody else');
  const report = join(folder, 'report.json');
  const absent = `gra_${'A'.repeat(22)}`;
  await assert.rejects(revoke({ ...options, grant: absent, report }, anOutput()), {
    code: 'grant_not_found',
  });
  await assert.rejects(readFile(report), { code: 'ENOENT' });
  const all = await reportOf((output) => revoke({ ...options, everything: true, yes: true, report }, output));
  assert.equal(all.grants.length, 3, 'none was revoked before');
  assert.deepEqual(JSON.parse(await readFile(report, 'utf8')), all);
});

test('takes one thing at a time, and says how to name it', async (t) => {
  const { options } = await withGrants(t);
  for (const scope of [{}, { grant: 'gra_A', partner: one }, { partner: one, everything: true }])
    await assert.rejects(purge({ ...options, ...scope, yes: true }, anOutput()), { code: 'usage' });
});

test('stops and lets go on, without a question', async (t) => {
  const { options } = await withGrants(t);
  await reportOf((output) => stop({ ...options, partner: one, reason: 'a drill' }, output));
  await reportOf((output) => stop({ ...options, everything: true }, output));
  const output = anOutput();
  await stop({ ...options, list: true }, output);
  const { items } = output.results[0] as { items: { scope: string; reason: string }[] };
  assert.deepEqual(
    items.map(({ scope, reason }) => [scope, reason]),
    [
      [one, 'a drill'],
      ['everything', ''],
    ],
  );
  const report = await reportOf((to) => resume({ ...options, everything: true }, to));
  assert.equal(report.act, 'resume');
  await assert.rejects(resume({ ...options, everything: true }, anOutput()), { code: 'not_stopped' });
});

test('tells a person what is left, who must act, until when, and by which command', () => {
  const text = describeTakenBack({
    act: 'purge',
    scope: 'grant',
    at: '2026-11-26T10:00:00.000Z',
    inForceAt: '2026-11-26T10:00:06.000Z',
    grants: [
      {
        id: 'gra_AAAAAAAAAAAAAAAAAAAAAA',
        partner: one,
        username: 'service@contoso.example',
        stateBefore: 'healthy',
        purged: {
          at: '2026-11-26T10:00:06.000Z',
          outcome: 'recoverable',
          recoverableUntil: '2027-02-24T10:00:06.000Z',
        },
      },
    ],
    tokens: [
      {
        caller: 'cal_AAAAAAAAAAAAAAAAAAAAAA',
        callerName: 'reports\u001b[2J',
        access: 'delegated',
        tenant: two,
        resource: 'graph',
        handedOut: 3,
        expiresAt: '2026-11-26T11:00:00.000Z',
      },
    ],
    left: [
      {
        code: 'secret_recoverable',
        text: 'The secret is deleted.',
        actor: 'vault administrator',
        until: '2027-02-24T10:00:06.000Z',
        command: 'az keyvault secret purge --vault-name example --name x',
      },
    ],
  });
  for (const part of [
    'Purged: gra_AAAAAAAAAAAAAAAAAAAAAA',
    'No replica hands out anything of it since 2026-11-26T10:00:06.000Z.',
    'recoverable until 2027-02-24T10:00:06.000Z',
    '(vault administrator)',
    'command: az keyvault secret purge',
    'valid until',
  ])
    assert.ok(text.includes(part), part);
  assert.ok(!text.includes('\u001b'));
});

test('prints no refresh token', async (t) => {
  const { options, ids } = await withGrants(t);
  const lines: string[] = [];
  t.mock.method(process.stdout, 'write', (text: string) => lines.push(text) > 0);
  await purge({ ...options, grant: ids[0] ?? '', yes: true }, createOutput({ json: false }));
  assert.match(lines.join(''), /^Purged: gra_/);
  assert.ok(!lines.join('').includes('canary'));
});
