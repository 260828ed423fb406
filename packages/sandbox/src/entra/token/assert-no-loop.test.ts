import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEntraState } from '../state.ts';
import { defaultWorld } from '../../world/default-world.ts';
import { assertNoLoop } from './assert-no-loop.ts';

test('forgets every request that is five minutes old', () => {
  const entra = createEntraState();
  let at = 0;
  const parts = { entra, world: defaultWorld(), clock: { now: () => at, move: () => undefined } };
  for (let customer = 0; customer < 1000; customer += 1) {
    at += 1000;
    assertNoLoop(parts, ['client', 'user', `customer ${customer}`]);
  }
  assert.equal(entra.tokenRequests.size, 300);
});
