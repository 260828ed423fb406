import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from './log.ts';
import { openPorts } from './open-ports.ts';

test('whoever opens a store reaches others by the proxy of its configuration, and not past it', async (t) => {
  const proxy = { url: 'http://127.0.0.1:1', credentials: undefined, ca: undefined, except: [] };
  const ports = openPorts({ allowLocal: true, extraCa: undefined, proxy }, createLog('silent'));
  t.after(() => ports.close());
  const request = {
    method: 'GET',
    url: 'http://127.0.0.1:2/',
    deadlineMs: 5000,
    maxResponseBytes: 10,
  } as const;
  await assert.rejects(ports.fetch(request), { failure: 'proxy' });
  await assert.rejects(ports.fetchStream({ ...request, idleMs: 1000 }), { failure: 'proxy' });
});
