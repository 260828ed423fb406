import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError, readTenantId, type TokenAnswer } from '@consentry/core';
import { aTokenAnswer, aTokenEndpoint } from '../../../core/test/a-token-endpoint.ts';
import type { AlertNews } from './alert.ts';
import { tellOfCredential } from './tell-of-credential.ts';

const tenant = readTenantId('aaaaaaaa-1111-4111-8111-111111111111');
const refused = new ConsentryError('client_credential', { facts: { aadsts: 7000222 } });

function anEndpoint() {
  const told: AlertNews[] = [];
  const place = { told, answer: (): TokenAnswer => aTokenAnswer() };
  const answer = async (): Promise<TokenAnswer> => place.answer();
  const endpoint = tellOfCredential(
    aTokenEndpoint({ refresh: answer, application: answer }),
    { now: () => 7 },
    (news) => told.push(news),
  );
  return Object.assign(place, {
    ask: () => endpoint.redeemClientCredentials({ tenant, scope: 'https://api.example/.default' }),
    failWith(error: Error) {
      place.answer = () => {
        throw error;
      };
    },
  });
}

test('tells once that our credential is refused, and once that it is accepted again', async () => {
  const place = anEndpoint();
  await place.ask();
  place.failWith(refused);
  for (let time = 0; time < 5; time++) await assert.rejects(place.ask(), { code: 'client_credential' });
  assert.deepEqual(
    place.told.map(({ type, code }) => [type, code]),
    [['credential.refused', 'client_credential']],
  );
  assert.match(place.told[0]?.detail ?? '', /AADSTS7000222/);
  place.answer = () => aTokenAnswer();
  for (let time = 0; time < 5; time++) await place.ask();
  assert.deepEqual(
    place.told.map(({ type }) => type),
    ['credential.refused', 'credential.accepted'],
  );
});

test('other trouble says nothing of our credential, neither good nor bad', async () => {
  const place = anEndpoint();
  place.failWith(new ConsentryError('idp_unavailable'));
  await assert.rejects(place.ask());
  place.failWith(refused);
  await assert.rejects(place.ask());
  place.failWith(new ConsentryError('consent_needed'));
  await assert.rejects(place.ask());
  assert.equal(place.told.length, 1);
});
