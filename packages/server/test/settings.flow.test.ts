import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../src/config.ts';
import { aBroker } from './a-broker.ts';

const canary = 'canary-of-a-secret-93ad';
const path = '/etc/consentry/client-secret';
const application = { id: '11111111-2222-4333-8444-555555555555', secretFile: path };

test('gives the configuration with where each value comes from, and nothing of what stands in its files', async () => {
  const read: string[] = [];
  const { settings } = readConfig({
    environment: { CONSENTRY_LOG_LEVEL: 'warn' },
    file: { path: 'consentry.json', text: JSON.stringify({ application }) },
    files: {
      look: () => ({ kind: 'nothing' }),
      read(file) {
        read.push(file);
        return { ok: true, text: `${canary}\n`, ownerOnly: true };
      },
    },
    directory: '/srv',
    now: Date.now(),
  });
  await using t = await aBroker({ config: { settings } });
  const answer = await t.operator.call('getSettings', {});
  assert.deepEqual(read, [path]);
  assert.doesNotMatch(JSON.stringify(answer), new RegExp(canary));
  assert.equal(answer.file, '/srv/consentry.json');
  const of = (key: string) => answer.items.find((item) => item.key === key);
  assert.deepEqual(
    [of('application.secretFile')?.value, of('application.secretFile')?.source],
    [path, 'file'],
  );
  assert.deepEqual([of('log.level')?.value, of('log.level')?.source], ['warn', 'environment']);
  assert.deepEqual(
    [of('masterKeyFile')?.value, of('masterKeyFile')?.source],
    ['/srv/consentry-data.key', 'none'],
  );
  assert.equal(of('vault')?.value, 'database');
});

test('shows the settings to nobody but an operator', async () => {
  await using t = await aBroker();
  const caller = await t.aCaller();
  await assert.rejects(caller.call('getSettings', {}), { code: 'policy_denied' });
});
