import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aWebhook } from '../packages/server/test/a-webhook.ts';
import { aFolder } from './support/a-folder.ts';
import { consentry, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

/** A broker whose cloud is not there, whose secret ends tomorrow, and which is to tell somebody. */
async function aPlace(folder: string, address: string, mode = 0o600) {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const origins = { login: nowhere, partnerCenter: nowhere, graph: nowhere };
  const { configFile } = await writeConfig(folder, await freePort(), origins);
  const urlFile = join(folder, 'alerts-url');
  await writeFile(urlFile, `${address}\n`, { mode });
  const env = {
    CONSENTRY_ALERTS_URL_FILE: urlFile,
    CONSENTRY_LOG_LEVEL: 'info',
    CONSENTRY_APPLICATION_SECRET_EXPIRES_AT: new Date(Date.now() + 20 * 60 * 60 * 1000).toISOString(),
  };
  return { args: ['serve', '--json', '--config', configFile], env };
}

test('a broker tells the webhook of its file what ends tomorrow, and the log the host alone', async () => {
  await using folder = await aFolder();
  await using webhook = await aWebhook();
  const { args, env } = await aPlace(folder.path, webhook.config.url.reveal());
  const broker = await startConsentry(args, { env });
  try {
    await webhook.took(1);
    assert.equal(webhook.taken[0]?.type, 'credential.expires');
    assert.equal(webhook.taken[0].severity, 'error');
  } finally {
    assert.equal(await broker.stop('SIGTERM'), 0);
  }
  assert.ok(broker.stderr().includes(`"alertsGoTo":"${webhook.config.host}"`));
  assert.ok(!broker.stderr().includes(webhook.secret));
});

test('what was not taken is sent again by itself', async () => {
  await using folder = await aFolder();
  await using webhook = await aWebhook();
  webhook.answerWith({ status: 503 });
  const { args, env } = await aPlace(folder.path, webhook.config.url.reveal());
  const broker = await startConsentry(args, { env });
  try {
    await webhook.cameTo(1);
    webhook.answerWith({ status: 200 });
    await webhook.took(1);
    const [first, second] = webhook.bodies;
    assert.equal(second, first);
  } finally {
    assert.equal(await broker.stop('SIGTERM'), 0);
  }
});

test('a webhook that never answers does not keep a broker from stopping in order', async () => {
  await using folder = await aFolder();
  await using webhook = await aWebhook();
  webhook.answerWith('hang');
  const { args, env } = await aPlace(folder.path, webhook.config.url.reveal());
  const broker = await startConsentry(args, { env });
  try {
    await webhook.cameTo(1);
  } finally {
    assert.equal(await broker.stop('SIGTERM'), 0);
  }
  assert.match(broker.stderr(), /an alert was dropped/);
  assert.match(broker.stderr(), /"msg":"stopped"/);
});

test('a broker does not start where others may read the address', async () => {
  await using folder = await aFolder();
  await using webhook = await aWebhook();
  const { args, env } = await aPlace(folder.path, webhook.config.url.reveal(), 0o644);
  const { exitCode, stderr } = await consentry(args, { env });
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /alerts\.urlFile names a file that others may read/);
  assert.ok(!stderr.includes(webhook.secret));
});
