import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { up } from '../src/commands/up.ts';
import { findFreePort } from '../src/try-out/find-free-port.ts';
import type { Output } from '../src/terminal/output.ts';

const silent: Output = { json: true, result: () => undefined, note: () => undefined };

test('a port that is in use is answered with the options that choose another', async (t) => {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  const publicPort = String(typeof address === 'object' ? address?.port : address);
  const apiPort = String(await findFreePort());
  await assert.rejects(up({ publicPort, apiPort, keyOut: 'no-such.key' }, silent), {
    code: 'invalid_configuration',
    remedy: 'Stop what uses the port, or choose another with --public-port or --api-port.',
  });
});
