import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFetch, anAnswer, aRandom } from '../../../test/builders.ts';
import { clouds } from '../../entra/clouds.ts';
import { type IncomingAnswer, TransportError } from '../../ports.ts';
import { Secret } from '../../secret.ts';
import { createMfaProbe } from './validate-mfa.ts';

const access = Secret.of('access');
const items = { items: [] };

function probe(...answers: (IncomingAnswer | Error)[]) {
  return createMfaProbe({ cloud: clouds.public, fetch: aFetch(...answers), random: aRandom() })(access);
}

test('asks Partner Center with the token at hand, and wishes to have MFA evaluated', async () => {
  const fetch = aFetch(anAnswer(items));
  await createMfaProbe({ cloud: clouds.public, fetch, random: aRandom() })(access);
  const { url, headers } = fetch.requests[0] ?? {};
  assert.equal(url, 'https://api.partnercenter.microsoft.com/v1/customers?size=1');
  assert.deepEqual([headers?.['authorization'], headers?.['validatemfa']], ['Bearer access', 'true']);
});

for (const [header, outcome] of [
  ['true', 'confirmed'],
  ['True', 'confirmed'],
  ['false', 'absent'],
  ['FALSE', 'absent'],
  ['', 'unknown'],
  ['yes', 'unknown'],
] as const) {
  test(`says ${outcome} when Partner Center answers isMfaCompliant: ${header || 'nothing'}`, async () => {
    assert.equal(await probe(anAnswer(items, { headers: { ismfacompliant: header } })), outcome);
  });
}

test('says unknown when Partner Center does not say', async () => {
  assert.equal(await probe(anAnswer(items)), 'unknown');
});

test('says absent when Partner Center refuses the token for lack of MFA', async () => {
  assert.equal(await probe(anAnswer({ code: '900421' }, { status: 401 })), 'absent');
});

for (const status of [401, 403, 404, 429, 500]) {
  test(`says unknown when Partner Center answers ${status} for another reason`, async () => {
    const headers = { ismfacompliant: 'true' };
    assert.equal(await probe(anAnswer({ code: 'other' }, { status, headers })), 'unknown');
  });
}

test('says unknown when Partner Center cannot be reached', async () => {
  assert.equal(
    await probe(new TransportError('timeout', { mayHaveArrived: true, message: 'late' })),
    'unknown',
  );
});

test('says unknown in a cloud without Partner Center, and sends the token nowhere', async () => {
  const fetch = aFetch();
  const ask = createMfaProbe({ cloud: clouds['us-dod'], fetch, random: aRandom() });
  assert.equal(await ask(access), 'unknown');
  assert.deepEqual(fetch.requests, []);
});

test('passes on what is a mistake of ours', async () => {
  await assert.rejects(probe(new TypeError('a mistake')), TypeError);
});
