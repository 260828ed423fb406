import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJson } from './read-json.ts';

test('reads JSON, with the same name in different objects', () => {
  const text = '{"a":{"x":1,"a":"a:b"},"b":[{"x":1},{"x":2}],"":"{\\"x\\":1,\\"x\\":2}","\\\\":1}';
  assert.deepEqual(readJson(text), JSON.parse(text));
});

for (const text of [
  '{"a":1,"a":1}',
  '{"a":1,"b":2,"a" :3}',
  '{"a":1,"\\u0061":2}',
  '{"list":[{"x":{"y":1,"y":2}}]}',
  '{"a":"\\"","a":2}',
  '{"a":["a"],"a":[]}',
  '{"__proto__":{"admin":true}}',
  '{"x":[{"\\u005f_proto__":1}]}',
]) {
  test(`refuses ${text}`, () => {
    assert.throws(() => readJson(text), { code: 'invalid_request' });
  });
}

for (const text of ['', '{', '{a:1}', "{'a':1}", '{"a":1}{"a":1}', 'NaN', '{"a":1,}', '\uFEFF{}']) {
  test(`refuses ${JSON.stringify(text)}, which is no JSON`, () => {
    assert.throws(() => readJson(text), { code: 'invalid_request' });
  });
}

test('reads what is nested as deep as a body can be', () => {
  const depth = 30_000;
  assert.ok(Array.isArray(readJson('['.repeat(depth) + ']'.repeat(depth))));
});
