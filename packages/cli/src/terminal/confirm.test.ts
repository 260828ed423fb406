import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { confirm, createPerson } from './confirm.ts';

const question = { text: 'Everything goes.', word: 'purge', remedy: 'Add --yes.' };

/** A terminal on which this is typed once the question stands there. */
async function typing(typed: string | undefined): Promise<void> {
  const input = Object.assign(new PassThrough(), { isTTY: true as const });
  const output = Object.assign(new PassThrough(), { isTTY: true as const });
  const confirmed = confirm(question, createPerson(input, output));
  const [shown] = (await once(output, 'data')) as [Buffer];
  assert.ok(shown.length > 0);
  if (typed === undefined) input.end();
  else input.write(typed);
  await confirmed;
}

test('goes on when the word is typed, and at no other', async () => {
  await typing('purge\n');
  await typing('  purge \r');
  for (const typed of ['\n', 'y\n', 'Purge\n'])
    await assert.rejects(typing(typed), { code: 'not_confirmed' });
});

for (const [key, typed] of [
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
  ['Ctrl-C after half a word', 'pur\u0003'],
  ['the end of the terminal', undefined],
] as const) {
  test(`takes ${key} for a no`, async () => {
    await assert.rejects(typing(typed), { code: 'not_confirmed' });
  });
}

test('asks nobody where the word was given, or where nobody is there', async () => {
  const nobody = { isThere: false, ask: () => assert.fail('nobody is there') };
  await confirm({ ...question, given: 'purge' }, nobody);
  await assert.rejects(confirm({ ...question, given: 'other' }, nobody), { code: 'not_confirmed' });
  await assert.rejects(confirm(question, nobody), { code: 'not_confirmed', remedy: 'Add --yes.' });
  const halfThere = createPerson(
    Object.assign(new PassThrough(), { isTTY: true as const }),
    new PassThrough(),
  );
  assert.equal(halfThere.isThere, false);
});
