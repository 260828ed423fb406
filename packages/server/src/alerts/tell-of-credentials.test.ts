import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ClientAuthentication,
  ConsentryError,
  type CredentialChoice,
  createClientAuthentication,
  createCredentialChoice,
  readApplicationId,
  Secret,
} from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import type { AlertNews } from './alert.ts';
import { tellOfCredentials } from './tell-of-credentials.ts';
import { steadyMs } from './trouble-watch.ts';

const refusal = new ConsentryError('client_credential', {
  message: 'AADSTS700024: The assertion is outside its time range.',
  remedy: 'Synchronise the clock.',
  facts: { error: 'invalid_client', aadsts: 700024 },
});
const refuse = (): Promise<never> => Promise.reject(refusal);
const accept = async (): Promise<string> => 'a token';

async function aChoice(...names: readonly [string, ...string[]]) {
  const place = { at: 0 };
  const clock = { now: () => place.at };
  const told: AlertNews[] = [];
  const open = (name: string): Promise<ClientAuthentication> =>
    createClientAuthentication({
      clientId: readApplicationId('33333333-3333-4333-8333-333333333333'),
      credential: { kind: 'secret', secret: Secret.of(`secret of ${name}`) },
      name,
      clock,
      random: systemRandom,
    });
  const [first, ...others] = await Promise.all(names.map(open));
  if (first === undefined) throw new TypeError('one at least');
  const news = tellOfCredentials({
    clock,
    timer: { elapsed: () => place.at },
    tell: (one) => told.push(one),
  });
  const choice: CredentialChoice = createCredentialChoice({
    credentials: [first, ...others],
    clock,
    watch: news,
  });
  return {
    choice,
    news,
    told,
    types: () => told.map(({ type }) => type),
    /** Looks every ten seconds for so long. */
    pass(ms: number) {
      for (const end = place.at + ms; place.at < end; ) {
        place.at += 10_000;
        news.look();
      }
    },
  };
}

test('tells once that our only credential is refused, and once that it is accepted again', async () => {
  const { choice, told, types, pass } = await aChoice('application.secretFile');
  await choice.prove(accept);
  pass(10 * steadyMs);
  for (let time = 0; time < 5; time++)
    await assert.rejects(choice.prove(refuse), { code: 'client_credential' });
  pass(10 * steadyMs);
  assert.deepEqual(types(), ['credential.refused']);
  assert.match(told[0]?.detail ?? '', /^AADSTS700024: .* It is application\.secretFile\./);
  assert.equal(told[0]?.remedy, 'Synchronise the clock.');
  for (let time = 0; time < 5; time++) await choice.prove(accept);
  assert.deepEqual(types(), ['credential.refused'], 'nothing before it has held');
  pass(10 * steadyMs);
  assert.deepEqual(types(), ['credential.refused', 'credential.accepted']);
  assert.equal(told[1]?.at, 20 * steadyMs, 'it says when it was accepted');
});

test('a credential that one tenant refuses and all others accept is one alert, and its end another', async () => {
  const { choice, types, pass } = await aChoice('application.secretFile');
  for (let time = 0; time < 100; time++) {
    await assert.rejects(choice.prove(refuse));
    pass(steadyMs);
    await choice.prove(accept);
    pass(10_000);
  }
  assert.deepEqual(types(), ['credential.refused']);
  pass(steadyMs);
  assert.deepEqual(types(), ['credential.refused', 'credential.accepted']);
  await assert.rejects(choice.prove(refuse));
  assert.equal(types().at(-1), 'credential.refused');
});

test('names the one that is refused, and the one that serves in its place', async () => {
  const { choice, told, types, pass } = await aChoice(
    'application.secretFile',
    'application.second.secretFile',
  );
  for (let time = 0; time < 5; time++) {
    await choice.prove(({ name }) => (name === 'application.secretFile' ? refuse() : accept()));
    pass(steadyMs);
  }
  assert.deepEqual(types(), ['credential.refused', 'credential.accepted']);
  assert.match(told[0]?.detail ?? '', /application\.secretFile/);
  assert.match(told[1]?.detail ?? '', /application\.second\.secretFile/);
});

test('of two that are refused in turn each is told once', async () => {
  const { choice, told, pass } = await aChoice('one', 'two');
  for (let time = 0; time < 20; time++) {
    const bad = time % 2 === 0 ? 'one' : 'two';
    await choice.prove(({ name }) => (name === bad ? refuse() : accept()));
    pass(10_000);
  }
  assert.deepEqual(
    told.map(({ type, about }) => [type, about[0]]),
    [
      ['credential.refused', 'one'],
      ['credential.refused', 'two'],
    ],
  );
});

test('other trouble says nothing of our credential, neither good nor bad', async () => {
  const { choice, types } = await aChoice('application.secretFile');
  for (const error of [
    new ConsentryError('idp_unavailable'),
    refusal,
    new ConsentryError('consent_needed'),
  ]) {
    await assert.rejects(
      choice.prove(() => Promise.reject(error)),
      { code: error.code },
    );
  }
  assert.deepEqual(types(), ['credential.refused']);
});

test('tells which credentials are used once their files have changed, and again when one of those is refused', async () => {
  const { choice, news, told, types } = await aChoice('application.certificateFile');
  await assert.rejects(choice.prove(refuse));
  news.replaced(['application.certificateFile 3A5F']);
  assert.match(told[1]?.detail ?? '', /in this order: application\.certificateFile 3A5F\./);
  choice.replace([choice.serving]);
  await assert.rejects(choice.prove(refuse));
  assert.deepEqual(types(), ['credential.refused', 'credential.changed', 'credential.refused']);
});

test('tells what keeps changed files from being used, with what to do', async () => {
  const { news, told } = await aChoice('application.certificateFile');
  const problem = { name: 'application.privateKeyFile', problem: 'is missing', remedy: 'Give it.' };
  news.unusable([problem]);
  assert.match(told[0]?.detail ?? '', /application\.privateKeyFile is missing/);
  assert.deepEqual([told[0]?.type, told[0]?.remedy], ['credential.unusable', 'Give it.']);
});
