import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFleetProcess } from './support/a-fleet.ts';
import { consentry, interruptAtWords } from './support/consentry.ts';

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
  assert.deepEqual([unknown.exitCode, /token-reach/.test(unknown.stderr)], [2, true]);
  const nowhere = ['sweep', 'users', '--partner', fleet.partner, '--all', '--out', '/no/such/folder/rows'];
  const unwritten = await consentry([...nowhere, ...at]);
  assert.deepEqual([unwritten.exitCode, /cannot be written/.test(unwritten.stderr)], [2, true]);
  assert.equal(
    (JSON.parse((await consentry(['sweep', 'list', '--json', ...at])).stdout) as { items: unknown[] }).items
      .length,
    0,
  );
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

test('Ctrl-C leaves a sweep that goes on, says how to follow it, and leaves a broker that does not answer too', async () => {
  const count = 40;
  await using fleet = await aFleetProcess(count, () => undefined);
  const at = fleet.connection();
  const gate = fleet.sandbox.control.playFault({
    service: 'graph',
    times: 'always',
    fault: { kind: 'answer', status: 500 },
  });
  const begin = ['sweep', 'users', '--partner', fleet.partner, '--all', ...at];
  const left = await interruptAtWords(begin, ` of ${count}`);
  assert.deepEqual([left.exitCode, left.stdout], [130, ''], left.stderr);
  const [, id = ''] = /Follow it: consentry sweep show --wait (\S+)/.exec(left.stderr) ?? [];
  assert.match(left.stderr, new RegExp(`consentry sweep stop ${id}\n.*consentry sweep rows ${id} `));
  const operator = await fleet.operator();
  assert.equal((await operator.call('getSweep', { params: { id } })).state, 'running');

  const follow = ['sweep', 'show', '--wait', id, ...at];
  const away = interruptAtWords(follow, 'the broker does not answer');
  await fleet.broker().stop('SIGKILL');
  assert.equal((await away).exitCode, 130);
  gate.remove();
  await fleet.restart();
  await fleet.moveClock(60 * 60_000);
  const ended = await consentry(follow);
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.match(ended.stdout, new RegExp(`${count} done, 0 failed`));
});

test('the command says since when which API of a customer works, and that nothing was lost', async () => {
  await using fleet = await aFleetProcess(2, () => undefined);
  const of = ['--partner', fleet.partner, ...fleet.connection()];
  const before = await consentry(['reach', ...of]);
  assert.deepEqual([before.exitCode, /consentry sweep token-reach/.test(before.stdout)], [0, true]);
  const looked = await consentry(['sweep', 'token-reach', '--all', '--param', 'resources=graph', ...of]);
  assert.equal(looked.exitCode, 0, looked.stderr);
  const after = await consentry(['reach', ...of]);
  assert.equal(after.stdout.match(/graph +works since \d{4}-/g)?.length, 2, after.stdout);
  assert.match((await consentry(['reach', '--lost', ...of])).stdout, /Nothing was lost/);
  const { items } = JSON.parse((await consentry(['reach', '--json', ...of])).stdout) as { items: unknown[] };
  assert.equal(items.length, 2);
});
