import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError } from '@consentry/core';
import { createSandbox, defaultWorld } from '@consentry/sandbox';
import { chooseWorld } from './choose-world.ts';
import { listen } from './listen.ts';

const isUsage = (message: RegExp) => (error: unknown) =>
  error instanceof ConsentryError && error.code === 'usage' && message.test(error.message);

test('a world file says everything: an option that it would make void is refused', async () => {
  const options = { world: 'world.yaml', customers: '3', redirectUri: ['http://localhost/callback'] };
  await assert.rejects(chooseWorld(options), isUsage(/--world .* --customers, --redirect-uri/));
  for (const one of [{ seed: 'a' }, { certificate: 'c.pem' }])
    await assert.rejects(chooseWorld({ world: 'world.yaml', ...one }), isUsage(/does not go together/));
});

test('a generated world has a seed without being told', async () => {
  assert.deepEqual(await chooseWorld({ customers: '2' }), await chooseWorld({ customers: '2', seed: '1' }));
});

test('opening the network at an address that only this machine reaches is refused', async () => {
  const sandbox = await createSandbox({ world: defaultWorld() });
  for (const options of [{}, { host: '127.0.0.1' }, { host: 'localhost' }])
    await assert.rejects(listen(sandbox, { ...options, exposeToNetwork: true }), isUsage(/does nothing/));
});
