import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { customerB, partnerOne } from '../../packages/server/test/a-broker.ts';
import { aListeningBroker } from '../../packages/server/test/a-listening-broker.ts';

test('the example plans and grants what a customer lacks', async () => {
  await using listening = await aListeningBroker();
  const { t, url } = listening;
  await t.aConnectedPartner();
  const env = {
    BROKER: url,
    OPERATOR_KEY_FILE: t.broker.store.operatorKeyFile,
    PARTNER: partnerOne,
    CUSTOMER: customerB,
  };
  const file = join(import.meta.dirname, 'plan-and-grant.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env, timeout: 60_000 });
  assert.deepEqual(stdout.trim().split('\n'), [
    'graph lacks: User.Read.All Directory.Read.All',
    'graph: proved',
  ]);
});
