import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAdmission } from './admission.ts';

test('a caller that keeps its places full is logged once, and once when it is over, however many come and go', () => {
  const logged: string[] = [];
  const admission = createAdmission(8, {
    warn: (_fields, message) => void logged.push(message),
    info: (_fields, message) => void logged.push(message),
  });
  for (let place = 0; place < 4; place++) assert.ok(admission.enter('noisy'));
  for (let time = 0; time < 100; time++) {
    assert.ok(!admission.enter('noisy'));
    admission.leave('noisy');
    assert.ok(admission.enter('noisy'));
  }
  assert.equal(logged.length, 1, String(logged.length));
  assert.ok(admission.enter('other'), 'the other half is for others');
  for (let place = 0; place < 4; place++) admission.leave('noisy');
  assert.equal(logged.length, 2);
});
