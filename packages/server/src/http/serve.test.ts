import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:net';
import { test } from 'node:test';
import { serve } from './serve.ts';

const listening = 'tracing:net.server.listen:asyncEnd';

test('goes on after a connection could not be accepted, and logs each one', async () => {
  let server: Server | undefined;
  const take = (message: unknown): void => {
    ({ server } = message as { server: Server });
  };
  subscribe(listening, take);
  const logged: object[] = [];
  const served = await serve(
    'apiListener',
    { host: '127.0.0.1', port: 0 },
    async () => ({ status: 200, headers: {}, body: 'served' }),
    { error: (fields) => void logged.push(fields) },
  );
  unsubscribe(listening, take);
  try {
    assert.ok(server, 'the server is at hand');
    const failures = [1, 2].map(() => Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
    for (const failure of failures) server.emit('error', failure);
    assert.deepEqual(
      logged,
      failures.map((err) => ({ err, listener: 'apiListener' })),
    );
    assert.equal(await (await fetch(served.url)).text(), 'served');
  } finally {
    await served.close(0);
  }
});
