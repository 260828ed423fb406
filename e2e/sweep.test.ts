import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { World } from '@consentry/sandbox';
import { aFleetProcess } from './support/a-fleet.ts';
import { consentry } from './support/consentry.ts';
import { until } from './support/until.ts';

/** A full run takes 10,000. */
const count = Number(process.env['CONSENTRY_SWEPT_CUSTOMERS'] ?? 300);
const failing = Math.floor(count / 120);
const memoryLimitBytes = 300 * 1024 * 1024;

/** Of the customers that cannot be done, each sixth is in another trouble. */
const troubled = (customers: readonly string[], way: number): readonly string[] =>
  customers.slice(way * failing, (way + 1) * failing);

function makeTrouble(world: World, customers: readonly string[]): void {
  const [consent, gdap, blocked, disabled] = [0, 1, 2, 3].map((way) => new Set(troubled(customers, way)));
  world.consents = world.consents.filter(({ tenantId }) => consent?.has(tenantId) !== true);
  for (const relationship of world.relationships)
    if (gdap?.has(relationship.customerTenantId) === true) relationship.userObjectIds = [];
  for (const tenantId of blocked ?? []) {
    world.conditionalAccess.push({
      id: tenantId.replace(/^./, 'f'),
      tenantId,
      displayName: 'Nobody from outside',
      state: 'enabled',
      users: { include: 'all' },
      resources: 'all',
      grant: 'block',
    });
  }
  for (const principal of world.servicePrincipals)
    if (disabled?.has(principal.tenantId) === true) principal.state = 'disabled';
}

function peakMemoryOf(pid: number): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

test(`a sweep over ${count} customers, killed at half, ends with exactly those failed that cannot be done`, async () => {
  await using fleet = await aFleetProcess(count, makeTrouble);
  const { sandbox, customers, partner, folder } = fleet;
  const play = (tenant: string, status: number, body: string) =>
    sandbox.control.playFault({
      service: 'graph',
      tenant,
      times: 'always',
      fault: { kind: 'answer', status, headers: { 'content-type': 'application/json' }, body },
    });
  for (const tenant of troubled(customers, 4))
    play(tenant, 403, '{"error":{"code":"Authorization_RequestDenied"}}');
  for (const tenant of troubled(customers, 5)) play(tenant, 200, '{"value":7}');

  const out = join(folder, 'users.csv');
  const command = consentry([
    'sweep',
    'users',
    '--partner',
    partner,
    '--all',
    '--out',
    out,
    '--format',
    'csv',
    '--json',
    ...fleet.connection(),
  ]);
  const operator = await fleet.operator();
  const find = async () => (await operator.call('listSweeps', {})).items[0];
  await until(async () => {
    const found = await find();
    return found !== undefined && found.state === 'running' && found.done >= count / 2;
  });
  const peak = peakMemoryOf(fleet.broker().pid);
  await fleet.broker().stop('SIGKILL');
  const callsAtKill = sandbox.ledger.requests({ service: 'graph' }).length;
  await fleet.restart();
  const { exitCode, stdout, stderr } = await command;
  assert.equal(exitCode, 1, stderr);

  const ended = JSON.parse(stdout) as {
    state: string;
    done: number;
    total: number;
    failed: object;
    causes: readonly { code: string; class: string; count: number; remedy: string }[];
  };
  assert.deepEqual([ended.state, ended.total, ended.done], ['ended', count, count - 6 * failing]);
  assert.deepEqual(ended.failed, { admin: failing, ours: failing, tenant: 4 * failing });
  assert.equal(ended.causes.length, 6);
  assert.ok(ended.causes.every(({ count: met, remedy }) => met === failing && remedy.length > 20));
  // What was at work at the kill, and no more, was asked for once more.
  const calls = sandbox.ledger.requests({ service: 'graph' }).length;
  assert.ok(callsAtKill >= count / 2 - 6 * failing);
  assert.ok(calls <= count - 4 * failing + 16, `${calls} calls`);
  assert.equal(statSync(out).mode & 0o777, 0o600);
  const lines = readFileSync(out, 'utf8').trimEnd().split('\r\n');
  assert.equal(new Set(lines.slice(1).map((line) => line.split(',')[1])).size, ended.done);
  for (const bytes of [peak, peakMemoryOf(fleet.broker().pid)])
    assert.ok(bytes < memoryLimitBytes, `${Math.round(bytes / 1024 / 1024)} MB`);
});

test('the command begins, lists, shows, stops, resumes and removes sweeps, and says what is wrong with a request', async () => {
  await using fleet = await aFleetProcess(3, () => undefined);
  const at = fleet.connection();
  const begun = await consentry([
    'sweep',
    'users',
    '--partner',
    fleet.partner,
    '--all',
    '--format',
    'table',
    ...at,
  ]);
  assert.equal(begun.exitCode, 0, begun.stderr);
  assert.match(begun.stdout, /userPrincipalName/);
  assert.match(begun.stderr, /3 customers: 3 done, 0 failed/);
  const listed = await consentry(['sweep', 'list', ...at]);
  const [id = ''] = /swp_[\w-]{22}/.exec(listed.stdout) ?? [];
  assert.match(listed.stdout, /users +ended/);
  assert.match((await consentry(['sweep', 'show', id, ...at])).stdout, /ended\. 3 customers/);
  const rows = await consentry(['sweep', 'rows', id, '--format', 'ndjson', ...at]);
  assert.ok(
    rows.stdout
      .split('\n')
      .slice(0, -1)
      .every((line) => (JSON.parse(line) as { id?: string }).id !== undefined),
  );
  const resumed = await consentry(['sweep', 'resume', id, ...at]);
  assert.deepEqual([resumed.exitCode, /sweep_over/.test(resumed.stderr)], [1, true]);
  assert.equal((await consentry(['sweep', 'remove', id, ...at])).exitCode, 0);
  const nobody = await consentry(['sweep', 'users', '--partner', fleet.partner, ...at]);
  assert.deepEqual([nobody.exitCode, /which customers/.test(nobody.stderr)], [2, true]);
  const unknown = await consentry(['sweep', 'nothing', '--partner', fleet.partner, '--all', ...at]);
  assert.deepEqual([unknown.exitCode, /token-reach/.test(unknown.stderr)], [1, true]);
  const dry = await consentry([
    'sweep',
    'token-reach',
    '--partner',
    fleet.partner,
    '--all',
    '--dry-run',
    '--json',
    ...at,
  ]);
  assert.equal((JSON.parse(dry.stdout) as { isDryRun: boolean }).isDryRun, true);
});
