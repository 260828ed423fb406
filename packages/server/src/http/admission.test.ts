import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAdmission } from './admission.ts';

test('a caller that keeps its places full is logged once, and once when it is over, however many come and go', () => {
  const logged: string[] = [];
  const admission = createAdmission({
    limit: 8,
    isMemoryShort: () => false,
    countShed: () => undefined,
    log: {
      warn: (_fields, message) => void logged.push(message),
      info: (_fields, message) => void logged.push(message),
    },
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

test('while memory is short there are twenty requests at once, those counted whose body is still to come', () => {
  let isShort = false;
  const shed: string[] = [];
  const nobody = (): never => assert.fail('nothing is logged for each of them');
  const admission = createAdmission({
    limit: 1000,
    isMemoryShort: () => isShort,
    countShed: (reason) => void shed.push(reason),
    log: { warn: nobody, info: nobody },
  });
  for (let one = 0; one < 30; one++) assert.ok(admission.arrive());
  isShort = true;
  assert.ok(!admission.arrive(), 'whoever is here may stay, and nobody else comes in');
  for (let one = 0; one < 11; one++) admission.depart();
  assert.ok(admission.arrive());
  assert.ok(!admission.arrive());
  assert.deepEqual(shed, ['memory', 'memory']);
  isShort = false;
  assert.ok(admission.arrive());
});
