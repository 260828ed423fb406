import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSandbox, defaultWorld } from '@consentry/sandbox';
import { aBareDatabase } from '../packages/server/test/a-database.ts';
import { aFolder } from './support/a-folder.ts';
import { consentry, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

interface Ready {
  readonly apiUrl: string;
  readonly operatorKeyFile: string;
}

test('two processes serve one database, by `--database` and a password file', async () => {
  await using folder = await aFolder();
  const sandbox = await createSandbox({ world: defaultWorld() });
  await sandbox.listen();
  const { address, drop } = await aBareDatabase();
  try {
    const { configFile, dataDir } = await writeConfig(folder.path, await freePort(), sandbox.origins);
    const passwordFile = join(folder.path, 'password');
    await writeFile(passwordFile, `${address.password?.reveal()}\n`, { mode: 0o600 });
    const url = `postgres://${address.user}@${address.host}:${address.port}/${address.database}`;
    const args = ['serve', '--json', '--config', configFile, '--database', url];
    const env = { CONSENTRY_DATABASE_PASSWORD_FILE: passwordFile };

    const first = await startConsentry<Ready>(args, { env });
    const otherDataDir = join(folder.path, 'other');
    await copyFile(`${dataDir}.key`, `${otherDataDir}.key`);
    const [publicPort, apiPort] = [await freePort(), await freePort()];
    const second = await startConsentry<Ready>(args, {
      env: {
        ...env,
        CONSENTRY_DATA_DIR: otherDataDir,
        CONSENTRY_PUBLIC_LISTENER_PORT: String(publicPort),
        CONSENTRY_API_LISTENER_PORT: String(apiPort),
        CONSENTRY_LOG_LEVEL: 'info',
      },
    });
    // The operator key of the first opens the second.
    const keyFile = first.ready.operatorKeyFile;
    const listed = await consentry(['grants', '--json', '--url', second.ready.apiUrl, '--key-file', keyFile]);
    assert.equal(listed.exitCode, 0, listed.stderr);
    assert.match(second.stderr(), /the operator key is not on this replica/);
    assert.ok(!second.stderr().includes((await readFile(passwordFile, 'utf8')).trim()));

    // One that is killed holds nobody up, and comes back.
    await first.stop('SIGKILL');
    const again = await startConsentry<Ready>(args, { env });
    assert.equal(await again.stop('SIGTERM'), 0);
    assert.equal(await second.stop('SIGTERM'), 0);
  } finally {
    await sandbox.close();
    await drop();
  }
});

test('a password in the URL is refused, and told to nobody', async () => {
  await using folder = await aFolder();
  const origins = {
    login: 'http://login.localhost:1',
    partnerCenter: 'http://pc.localhost:1',
    graph: 'http://graph.localhost:1',
  };
  const { configFile } = await writeConfig(folder.path, await freePort(), origins);
  const url = 'postgres://consentry:canary@127.0.0.1/consentry';
  const ended = await consentry(['serve', '--config', configFile, '--database', url]);
  assert.equal(ended.exitCode, 2);
  assert.match(ended.stderr, /database\.passwordFile/);
  assert.ok(!(ended.stderr + ended.stdout).includes('canary'));
});
