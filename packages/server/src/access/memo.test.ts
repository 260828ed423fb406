import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemo } from './memo.ts';

/** A place to look things up, where each answer is held until it is let go. */
function aPlace(limit = 10) {
  const asked: { readonly key: string; readonly answer: (found: object | undefined) => void }[] = [];
  const memo = createMemo(limit, (key: string) => {
    const { promise, resolve } = Promise.withResolvers<object | undefined>();
    asked.push({ key, answer: resolve });
    return promise;
  });
  const learn = async (key: string): Promise<object> => {
    const value = { key };
    const found = memo.get(key);
    asked.at(-1)?.answer(value);
    assert.equal(await found, value);
    return value;
  };
  return {
    memo,
    learn,
    asked: () => asked.map(({ key }) => key),
    answer: (at: number, value?: object) => asked[at]?.answer(value),
  };
}

test('looks a thing up once for all who ask, and knows it from then on', async () => {
  const { memo, asked, answer } = aPlace();
  const both = Promise.all([memo.get('a'), memo.get('a')]);
  const value = {};
  answer(0, value);
  assert.deepEqual(await both, [value, value]);
  assert.equal(memo.get('a'), value);
  assert.deepEqual(asked(), ['a']);
});

test('keeps nothing of what is not there', async () => {
  const { memo, asked, answer } = aPlace();
  for (const at of [0, 1]) {
    const found = memo.get('nobody');
    answer(at);
    assert.equal(await found, undefined);
  }
  assert.deepEqual(asked(), ['nobody', 'nobody']);
});

test('keeps nothing that was read before it was told to forget, and lets nobody new wait for it', async () => {
  const { memo, asked, answer } = aPlace();
  const old = memo.get('a');
  memo.forget();
  const fresh = memo.get('a');
  const [before, after] = [{ policy: 'old' }, { policy: 'new' }];
  answer(1, after);
  assert.equal(await fresh, after);
  answer(0, before);
  assert.equal(await old, before);
  assert.equal(memo.get('a'), after);
  assert.deepEqual(asked(), ['a', 'a']);
});

test('forgets first what was not used for longest', async () => {
  const { memo, learn, asked } = aPlace(2);
  const kept = await learn('a');
  await learn('b');
  assert.equal(memo.get('a'), kept);
  await learn('c');
  assert.equal(memo.get('a'), kept);
  void memo.get('b');
  assert.deepEqual(asked(), ['a', 'b', 'c', 'b']);
});
