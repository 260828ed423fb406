import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aRandom, errorOf } from '../test/builders.ts';
import { createId, isGuid, readApplicationId, readId, readObjectId, readTenantId } from './ids.ts';

const guid = 'abcdef01-2345-4678-89ab-cdef01234567';
const notGuids = [
  '',
  'contoso.onmicrosoft.com',
  'common',
  guid.replaceAll('-', ''),
  `{${guid}}`,
  ` ${guid}`,
  `${guid}\n`,
  `${guid}/../common`,
  guid.replace('a', 'g'),
  undefined,
  null,
  42,
  [guid],
];

for (const [what, read] of [
  ['tenant id', readTenantId],
  ['object id', readObjectId],
  ['application id', readApplicationId],
] as const) {
  test(`reads the ${what} in lower case, however it is written`, () => {
    assert.equal(read(guid.toUpperCase()), guid);
  });

  test(`refuses what is no GUID as ${what}`, () => {
    for (const value of notGuids) assert.throws(() => read(value), { code: 'invalid_request' });
  });

  test(`names the ${what} that it refuses, and repeats nothing of the value`, async () => {
    const { message, remedy, facts } = await errorOf(() => read('canary.onmicrosoft.com'));
    assert.match(message, new RegExp(what));
    assert.doesNotMatch(JSON.stringify([message, remedy, facts]), /canary/);
  });
}

test('tells a GUID, in any case, from everything else', () => {
  assert.ok(isGuid(guid));
  assert.ok(isGuid(guid.toUpperCase()));
  assert.deepEqual(notGuids.filter(isGuid), []);
});

for (const [kind, prefix] of [
  ['InvitationId', 'inv_'],
  ['GrantId', 'gra_'],
  ['CallerId', 'cal_'],
] as const) {
  test(`makes an id that starts with ${prefix} and can be read again`, () => {
    const id = createId(kind, aRandom());
    assert.ok(id.startsWith(prefix));
    assert.equal(readId(kind, id), id);
  });

  test(`reads as ${kind} no id of another kind and nothing of another form`, () => {
    const body = 'A'.repeat(22);
    const others = ['inv_', 'gra_', 'cal_'].filter((other) => other !== prefix).map((other) => other + body);
    const malformed = [prefix, `${prefix}${body}A`, `${prefix}${body.slice(1)}`, `${prefix}${body}\n`, body];
    for (const value of [...others, ...malformed, `${prefix}${'/'.repeat(22)}`, undefined, 1]) {
      assert.throws(() => readId(kind, value), { code: 'invalid_request' });
    }
  });
}

test('puts 128 random bits into an id', () => {
  const id = createId('GrantId', { bytes: (length) => new Uint8Array(length).fill(0xff) });
  assert.deepEqual(Buffer.from(id.slice(4), 'base64url'), Buffer.alloc(16, 0xff));
});

test('makes another id each time', () => {
  const random = aRandom();
  assert.notEqual(createId('GrantId', random), createId('GrantId', random));
});
