import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readSweepOptions, type SweepChoice } from './read-sweep-options.ts';

const partner = '11111111-1111-4111-8111-111111111111';
const customer = '22222222-2222-4222-8222-222222222222';

async function aFile(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), text);
  return join(folder, 'file');
}

const read = (choice: SweepChoice) => readSweepOptions({ task: 'users', partner: [partner], ...choice });

test('reads files as Windows writes them, with a byte order mark and CRLF', async (t) => {
  const customersFile = await aFile(t, `\uFEFF${customer},Contoso\r\n# nobody\r\n`);
  const paramsFile = await aFile(t, '\uFEFF{"query":"q"}\r\n');
  const body = await read({ customersFile, paramsFile });
  assert.ok('customers' in body);
  assert.deepEqual([body.customers, body.params], [[customer], { query: 'q' }]);
});

test('takes a file that names nobody for nobody, and not for all', async (t) => {
  const body = await read({ customersFile: await aFile(t, '# nobody\n') });
  assert.ok('customers' in body);
  assert.deepEqual(body.customers, []);
});

for (const [what, choice] of [
  ['nobody said which customers', {}],
  ['a filter is not understood', { filter: ['country=CH'] }],
  ['a file is not there', { customersFile: '/nowhere' }],
  ['no number is a number', { all: true, concurrency: '0' }],
] as const) {
  test(`refuses where ${what}`, async () => {
    await assert.rejects(read(choice), { code: 'usage' });
  });
}
