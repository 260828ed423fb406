import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ClientAuthentication,
  ConsentryError,
  createClientAuthentication,
  createCredentialChoice,
  type CredentialChoice,
  readApplicationId,
  Secret,
} from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import type { AlertNews } from './alert.ts';
import { tellOfCredentials } from './tell-of-credentials.ts';

const clock = { now: () => 7 };
const refusal = new ConsentryError('client_credential', {
  message: 'AADSTS700024: The assertion is outside its time range.',
  remedy: 'Synchronise the clock.',
  facts: { error: 'invalid_client', aadsts: 700024 },
});
const refuse = (): Promise<never> => Promise.reject(refusal);
const accept = async (): Promise<string> => 'a token';

async function aChoice(...names: readonly [string, ...string[]]) {
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
  const choice: CredentialChoice = createCredentialChoice({
    credentials: [first, ...others],
    watch: tellOfCredentials(clock, (news) => told.push(news)),
  });
  return { choice, told, types: () => told.map(({ type }) => type) };
}

test('tells once that our only credential is refused, and once that it is accepted again', async () => {
  const { choice, told, types } = await aChoice('application.secretFile');
  await choice.prove(accept);
  for (let time = 0; time < 5; time++)
    await assert.rejects(choice.prove(refuse), { code: 'client_credential' });
  assert.deepEqual(types(), ['credential.refused']);
  assert.match(told[0]?.detail ?? '', /^AADSTS700024: .* It is application\.secretFile\./);
  assert.equal(told[0]?.remedy, 'Synchronise the clock.');
  for (let time = 0; time < 5; time++) await choice.prove(accept);
  assert.deepEqual(types(), ['credential.refused', 'credential.accepted']);
});

test('names the one that is refused, and the one that serves in its place', async () => {
  const { choice, told, types } = await aChoice('application.secretFile', 'application.second.secretFile');
  for (let time = 0; time < 5; time++) {
    await choice.prove(({ name }) => (name === 'application.secretFile' ? refuse() : accept()));
  }
  assert.deepEqual(types(), ['credential.refused', 'credential.accepted']);
  assert.match(told[0]?.detail ?? '', /application\.secretFile/);
  assert.match(told[1]?.detail ?? '', /application\.second\.secretFile/);
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
