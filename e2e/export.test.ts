import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRecoveryKey } from '../packages/server/src/backup/recovery-key.ts';
import { openFile } from '../packages/server/src/backup/sealed-file.ts';
import { aFolder } from './support/a-folder.ts';
import { aServedPartner } from './support/a-served-partner.ts';
import { asOperator } from './support/connect-partner.ts';
import { consentry } from './support/consentry.ts';

test('a refresh token leaves as a sealed file that its recipient opens, and no process says it', async () => {
  await using folder = await aFolder();
  await using p = await aServedPartner();
  const { id, opens, seals } = createRecoveryKey();
  const [toFile, recipientKey] = [join(folder.path, 'export'), join(folder.path, 'recipient.pub')];
  await writeFile(recipientKey, seals);
  const [grant] = (await (await p.operator()).call('listGrants', { query: {} })).items;
  assert.ok(grant);
  const to = ['--to-file', toFile, '--recipient-key', recipientKey, ...asOperator(p.broker().ready)];
  const command = ['export', '--grant', grant.id, ...to];
  const unasked = await consentry(command);
  assert.equal(unasked.exitCode, 1);
  assert.match(unasked.stderr, /not_confirmed/);
  const exported = await consentry([...command, '--confirm', grant.id]);
  assert.equal(exported.exitCode, 0, exported.stderr);
  assert.equal((await stat(toFile)).mode & 0o777, 0o600);
  const file = await readFile(toFile);
  const key = { id, key: opens };
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield file;
  }
  const text = (await Array.fromAsync(openFile(whole(), key, 'export'))).join('');
  const { refreshToken } = JSON.parse(text) as { refreshToken: string };
  const fingerprint = createHash('sha256').update(refreshToken).digest('hex');
  const issued = p.sandbox.ledger.refreshTokens().map((record) => record.fingerprint);
  assert.ok(issued.includes(fingerprint), 'it is one that was issued');
  const said = [exported.stdout, exported.stderr, p.broker().stderr(), file.toString('latin1')];
  for (const one of said) assert.ok(!one.includes(refreshToken));
});
