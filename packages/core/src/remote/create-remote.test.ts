import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { partner } from '../../test/builders.ts';
import { isConsentryError } from '../errors.ts';
import { createRemote } from './create-remote.ts';
import { Secret } from './index.ts';

const local = 'http://127.0.0.1:44396';

/** A remote whose broker answers with these pieces, as they come over a wire. */
function aRemote(pieces: Iterable<Uint8Array> = [], baseUrl = local) {
  const left = pieces[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(piece.value);
    },
  });
  return createRemote({ baseUrl, key: Secret.of('key'), send: async () => new Response(body) });
}

for (const baseUrl of [local, 'http://localhost:44396', 'http://[::1]:44396', 'https://broker.example']) {
  test(`takes ${baseUrl} for an address that a key may be sent to`, async () => {
    const pieces = [Buffer.from('{"items":[]}')];
    assert.deepEqual(await aRemote(pieces, baseUrl).call('listGrants', {}), { items: [] });
  });
}

for (const baseUrl of [
  'http://broker.example',
  'http://10.0.0.5:44396',
  'http://127.0.0.1.example',
  'ftp://localhost',
]) {
  test(`sends no key to ${baseUrl}`, () => {
    const options = { baseUrl, key: Secret.of('canary-key'), send: () => Promise.reject(new Error('sent')) };
    assert.throws(() => createRemote(options), { code: 'usage' });
  });
}

test('reads an answer that comes in pieces, also where a character is cut in two', async () => {
  const bytes = Buffer.from(`{"items":[],"next":"${aGrantId()}ключ"}`);
  const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const answer = await aRemote(pieces).call('listGrants', {});
  assert.deepEqual(answer, { items: [], next: `${aGrantId()}ключ` });
});

test('says broker_unreachable when an answer breaks off', async () => {
  function* broken(): Generator<Uint8Array> {
    yield Buffer.from('{"items"');
    throw new TypeError('terminated');
  }
  await assert.rejects(aRemote(broken()).call('listGrants', {}), { code: 'broker_unreachable' });
});

test('refuses an answer without end, and reads it no further', async () => {
  let sent = 0;
  function* endless(): Generator<Uint8Array> {
    for (;;) {
      sent += 1_000_000;
      assert.ok(sent < 100_000_000, 'it is still read');
      yield new Uint8Array(1_000_000).fill(0x20);
    }
  }
  await assert.rejects(aRemote(endless()).call('listGrants', {}), { code: 'not_a_broker' });
});

/** A remote whose key does not come, as where a platform hangs. */
function aKeylessRemote(deadlineMs?: number) {
  const send = () => Promise.reject(new Error('sent'));
  const key = () => new Promise<never>(() => undefined);
  return createRemote({ baseUrl: local, key, send, ...(deadlineMs !== undefined && { deadlineMs }) });
}

test('waits for the key no longer than for the call', { timeout: 10_000 }, async () => {
  // The deadline alone keeps no process alive; what hangs does.
  const hanging = setInterval(() => undefined, 1000);
  try {
    const remote = aKeylessRemote(1);
    const outcome = { code: 'broker_unreachable', message: /what proves the caller/ };
    await assert.rejects(remote.call('listGrants', {}), outcome);
    await assert.rejects(remote.forward({ path: '/v1.0/users', partner, resource: 'graph' }), outcome);
  } finally {
    clearInterval(hanging);
  }
});

test('waits for the key no longer than its answer is wanted', { timeout: 10_000 }, async () => {
  const wanted = new AbortController();
  const call = aKeylessRemote().call('listGrants', {}, { signal: wanted.signal });
  const reason = new Error('no longer');
  wanted.abort(reason);
  await assert.rejects(call, reason);
  await assert.rejects(aKeylessRemote().call('listGrants', {}, { signal: wanted.signal }), reason);
});

test('what getting the key throws is thrown', async () => {
  const key = () => Promise.reject(new RangeError('no such file'));
  const remote = createRemote({ baseUrl: local, key, send: () => Promise.reject(new Error('sent')) });
  await assert.rejects(remote.call('listGrants', {}), RangeError);
});

test('takes a missing or empty parameter for a mistake of the program', async () => {
  const { call } = aRemote();
  await assert.rejects(call('removeCaller', { params: { id: '' } }), TypeError);
  await assert.rejects(call('removeCaller', { params: {} as { id: string } }), TypeError);
});

test('refuses an address with a user and a password, and repeats neither', () => {
  for (const baseUrl of [
    'https://robot:canary@broker.example',
    'http://canary@127.0.0.1:44396',
    'robot:canary@broker',
  ]) {
    assert.throws(
      () => aRemote([], baseUrl),
      (error) => isConsentryError(error, 'usage') && !`${error.message}${error.remedy}`.includes('canary'),
    );
  }
});
