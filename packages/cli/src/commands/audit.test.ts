import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { aDataFolder, anOutput, type DataFolder } from '../../test/a-data-folder.ts';
import { listAudit, verifyAudit } from './audit.ts';
import { addCaller } from './caller.ts';

async function aUsedFolder(t: TestContext): Promise<DataFolder> {
  t.after(() => {
    process.exitCode = undefined;
  });
  const data = await aDataFolder(t);
  await addCaller({ ...data.options, name: 'a program', partner: ['all'], resource: ['graph'] }, anOutput());
  return data;
}

test('lists the newest records first, as many as are asked for', async (t) => {
  const { options } = await aUsedFolder(t);
  const output = anOutput();
  await listAudit({ ...options, limit: '3' }, output);
  const { items } = output.results[0] as { items: { type: string; at: string }[] };
  assert.deepEqual(
    items.map(({ type }) => type),
    ['broker.started', 'broker.stopped', 'caller.added'],
  );
  for (const { at } of items) assert.match(at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  await assert.rejects(listAudit({ ...options, limit: '0' }, anOutput()), { code: 'usage' });
});

test('lists the records of one tenant', async (t) => {
  const { options } = await aUsedFolder(t);
  const output = anOutput();
  await listAudit({ ...options, tenant: 'aaaaaaaa-1111-4111-8111-111111111111' }, output);
  assert.deepEqual(output.results, [{ items: [] }]);
});

test('verifies an audit that is intact', async (t) => {
  const { options } = await aUsedFolder(t);
  const output = anOutput();
  await verifyAudit(options, output);
  const [verification] = output.results as readonly { ok: boolean; events: number }[];
  assert.ok(verification?.ok && verification.events > 3);
  assert.equal(process.exitCode, undefined);
});

test('ends with 1 for an audit that is not, and says where', async (t) => {
  const { options } = await aUsedFolder(t);
  using database = new DatabaseSync(join(options.data, 'audit.db'));
  database.exec(
    `UPDATE groups SET body = replace(body, 'a program', 'another') WHERE body LIKE '%a program%'`,
  );
  database.close();
  const texts: string[] = [];
  await verifyAudit(options, {
    json: false,
    result: (text) => void texts.push(text()),
    note: () => undefined,
  });
  assert.equal(process.exitCode, 1);
  assert.match(
    texts[0] ?? '',
    /^Group \d+ of chain \S{16}, \d{4}-\S+Z, is not what was written there\.\n\d+ records in \d+ groups: NOT intact\.$/,
  );
});
