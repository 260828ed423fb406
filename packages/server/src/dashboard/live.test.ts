import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { html } from 'hono/html';
import { createLive } from './live.ts';

/** What is waited for lasts until somebody says go. */
function aTimer() {
  const waiting: (() => void)[] = [];
  return {
    elapsed: () => 0,
    wait: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    go: () => waiting.splice(0).forEach((resolve) => resolve()),
  };
}

test('as many pages are followed at once as may be, however many have left', async () => {
  const timer = aTimer();
  const live = createLive({ timer, isStopping: () => false });
  const read = async () => ({ figures: html`<p>1</p>` });
  for (let times = 0; times < 3; times++) {
    const left = new AbortController();
    const { body } = live.follow(read, left.signal);
    assert.ok(body instanceof ReadableStream);
    const reader = body.getReader();
    await reader.read();
    await reader.read();
    await setImmediate();
    // The next look is waited for, and the browser is gone.
    left.abort();
    await reader.cancel();
    timer.go();
    await setImmediate();
  }
  const statuses = Array.from({ length: 45 }, () => live.follow(read, new AbortController().signal).status);
  assert.equal(statuses.filter((status) => status === 200).length, 40);
  assert.deepEqual(statuses.slice(40), [204, 204, 204, 204, 204]);
});
