import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { aBroker } from '../../server/test/a-broker.ts';
import { explainCode } from '../src/commands/explain.ts';
import type { Output } from '../src/terminal/output.ts';

/** Keeps what a command says. */
function anOutput(): Output & { texts: string[]; data: unknown[] } {
  const texts: string[] = [];
  const data: unknown[] = [];
  return {
    json: false,
    texts,
    data,
    result(text, value) {
      texts.push(text());
      data.push(value);
    },
    note: () => undefined,
  };
}

test('the command and the broker explain a code with the same words, to callers and operators', async () => {
  await using t = await aBroker();
  const caller = await t.aCaller();
  for (const code of ['AADSTS65001', '65001', '50076', 'consent_needed', 'invalid_grant', '900421']) {
    const output = anOutput();
    await explainCode({ code }, output);
    const params = { code };
    assert.deepEqual(await caller.call('explainCode', { params }), output.data[0], code);
    assert.deepEqual(await t.operator.call('explainCode', { params }), output.data[0], code);
    const { meanings } = output.data[0] as { meanings: readonly { remedy: string }[] };
    for (const { remedy } of meanings) assert.ok(output.texts[0]?.includes(remedy), code);
  }
});

test('the command and the broker refuse an unknown number with the same words', async () => {
  await using t = await aBroker();
  const said = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => assert.fail('it was explained'),
      (error: unknown) => {
        assert.ok(isConsentryError(error, 'unknown_code'));
        return [error.message, error.remedy];
      },
    );
  const byCommand = await said(explainCode({ code: 'AADSTS99999999' }, anOutput()));
  const byBroker = await said(t.operator.call('explainCode', { params: { code: 'AADSTS99999999' } }));
  assert.deepEqual(byCommand, byBroker);
});

test('the broker explains nothing to somebody without a key', async () => {
  await using t = await aBroker();
  const answer = await t.send(new Request('http://127.0.0.1:44396/v1/explain/AADSTS65001'));
  assert.equal(answer.status, 401);
});
