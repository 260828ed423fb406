import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createSandbox, defaultWorld } from '@consentry/sandbox';
import { aFolder } from './support/a-folder.ts';
import { consentry, type Ended, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

interface Ready {
  readonly apiUrl: string;
  readonly operatorKeyFile: string;
}

interface Use {
  readonly id: string;
  readonly seals: boolean;
  readonly isNeeded: boolean;
}

function ask({ ready }: Running<Ready>, ...args: readonly string[]): Promise<Ended> {
  return consentry([...args, '--json', '--url', ready.apiUrl, '--key-file', ready.operatorKeyFile]);
}

test('a broker gets a new master key and gives up the old one, and its audit verifies over the network', async () => {
  await using folder = await aFolder();
  const publicPort = await freePort();
  const sandbox = await createSandbox({ world: defaultWorld({ redirectUris: [] }) });
  await sandbox.listen();
  const { configFile, dataDir } = await writeConfig(folder.path, publicPort, sandbox.origins);
  const keyFile = `${dataDir}.key`;
  const start = () => startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  const statusOf = async (broker: Running<Ready>): Promise<readonly Use[]> => {
    const { stdout, stderr } = await ask(broker, 'master-key', 'status');
    assert.notEqual(stdout, '', stderr);
    return (JSON.parse(stdout) as { items: Use[] }).items;
  };
  try {
    const first = await start();
    const [old] = await statusOf(first);
    const added = await consentry(['master-key', 'add', '--json', '--config', configFile]);
    assert.equal(added.exitCode, 0, added.stderr);
    const { id } = JSON.parse(added.stdout) as { id: string };
    assert.equal((await statusOf(first)).length, 1, 'the one that runs goes on with what it has read');
    await first.stop('SIGTERM');

    const second = await start();
    let items = await statusOf(second);
    while (items.some((use) => use.id === old?.id && use.isNeeded)) items = await statusOf(second);
    assert.deepEqual(
      items.map((use) => [use.id, use.seals]),
      [
        [id, true],
        [old?.id, false],
      ],
    );
    await second.stop('SIGTERM');
    const lines = (await readFile(keyFile, 'utf8')).split('\n');
    await writeFile(keyFile, lines.filter((line) => !line.startsWith(`${old?.id} `)).join('\n'));

    const third = await start();
    assert.deepEqual(
      (await statusOf(third)).map((use) => use.id),
      [id],
    );
    const verified = await ask(third, 'audit', 'verify');
    assert.equal(verified.exitCode, 0, verified.stderr);
    const listed = await ask(third, 'audit', 'list', '--limit', '1000');
    assert.match(listed.stdout, /"type":"master_key\.freed"/);
    await third.stop('SIGTERM');
  } finally {
    await sandbox.close();
  }
});
