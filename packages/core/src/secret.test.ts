import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { Secret } from './secret.ts';

const secret = Secret.of('canary');

for (const [where, text] of [
  // oxlint-disable-next-line typescript/restrict-template-expressions -- the accident that it guards against
  ['a template', () => `${secret}`],
  ['a list of texts', () => ['it is', secret].join(' ')],
  ['JSON', () => JSON.stringify({ token: secret })],
  ['the inspector, however deep', () => inspect({ a: { b: { c: { d: secret } } } }, { depth: 9 })],
  ['the inspector that looks for hidden fields', () => inspect(secret, { showHidden: true })],
  ['a line of the console', () => format('%s %o %j', secret, secret, secret)],
  ['an error that names it as its cause', () => inspect(new Error('failed', { cause: secret }))],
] as const) {
  test(`shows a placeholder in ${where}`, () => {
    const shown = text();
    assert.match(shown, /\[secret\]/);
    assert.doesNotMatch(shown, /canary/);
  });
}

test('shows nothing to an inspector that ignores what the value says of itself', () => {
  assert.doesNotMatch(inspect(secret, { customInspect: false, showHidden: true }), /canary/);
});

test('hands nothing over when it is copied or listed', () => {
  const copies = [Object.assign({}, secret), structuredClone(secret)];
  assert.doesNotMatch(inspect([copies, Reflect.ownKeys(secret)]), /canary/);
});

test('gives its value to whoever asks for it by name', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  assert.equal(Secret.of(bytes).reveal(), bytes);
});
