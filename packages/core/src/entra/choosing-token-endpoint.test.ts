import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aTokenAnswer, aTokenEndpoint } from '../../test/a-token-endpoint.ts';
import { aClock, aRandom, clientId, errorOf, partner, redirectUri } from '../../test/builders.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { createChoosingTokenEndpoint } from './choosing-token-endpoint.ts';
import { createClientAuthentication } from './client-credential.ts';
import { createCredentialChoice } from './credential-choice.ts';
import { createSteadyTokenEndpoint } from './steady-token-endpoint.ts';
import type { TokenAnswer } from './token-endpoint.ts';

const expired = new ConsentryError('client_credential', {
  facts: { error: 'invalid_client', aadsts: 7000222 },
});

/** An endpoint of which the first credential has expired. Each call takes so long. */
async function aPlace(callMs = 0) {
  const place = { at: 0, asked: [] as string[], deadlines: [] as (number | undefined)[] };
  const aSecret = (name: string) =>
    createClientAuthentication({
      clientId,
      credential: { kind: 'secret', secret: Secret.of(name) },
      name,
      clock: aClock(),
      random: aRandom(),
    });
  const credentials = createCredentialChoice({
    clock: aClock(),
    credentials: [await aSecret('one'), await aSecret('two')],
    watch: { refused: () => undefined, chosen: () => undefined },
  });
  const endpoint = createChoosingTokenEndpoint({
    credentials,
    timer: { elapsed: () => place.at },
    endpointFor({ name }) {
      const answer = ({ deadlineMs }: { readonly deadlineMs?: number }): TokenAnswer => {
        place.asked.push(name);
        place.deadlines.push(deadlineMs);
        place.at += callMs;
        if (name === 'one') throw expired;
        return aTokenAnswer();
      };
      return aTokenEndpoint({ refresh: answer, application: answer, code: () => answer({}) });
    },
  });
  const refreshToken = Secret.of('refresh-1');
  return Object.assign(place, {
    endpoint,
    refresh: (terms: { deadlineMs?: number; mayStart?: () => boolean } = {}) =>
      endpoint.redeemRefreshToken({ tenant: partner, refreshToken, scopes: ['a/.default'], ...terms }),
  });
}

test('codes, refresh tokens and requests of the application alone take the other credential at once', async () => {
  const { endpoint, asked } = await aPlace();
  const code = {
    tenant: partner,
    code: Secret.of('code'),
    redirectUri,
    verifier: Secret.of('v'),
    scopes: [],
  };
  assert.ok(await endpoint.redeemCode(code));
  assert.deepEqual(asked.splice(0), ['one', 'two']);
  const other = await aPlace();
  assert.ok(await other.endpoint.redeemClientCredentials({ tenant: partner, scope: 'a/.default' }));
  assert.ok(await other.refresh());
  assert.deepEqual(other.asked, ['one', 'two', 'two']);
});

test('both calls together stay within the deadline of the request', async () => {
  const place = await aPlace(3_000);
  await place.refresh({ deadlineMs: 10_000 });
  assert.deepEqual(place.deadlines, [10_000, 7_000]);
});

test('does not present a refresh token again with less than a second left', async () => {
  const place = await aPlace(9_500);
  const { code, facts } = await errorOf(() => place.refresh({ deadlineMs: 10_000 }));
  assert.deepEqual([code, facts['mayHaveArrived'], place.asked], ['idp_timeout', false, ['one']]);
});

test('asks once more whether it may, before it presents a refresh token again', async () => {
  const place = await aPlace();
  const { code, facts } = await errorOf(() => place.refresh({ mayStart: () => false }));
  assert.deepEqual([code, facts['mayHaveArrived'], place.asked], ['store_unavailable', false, ['one']]);
});

test('behind the steady endpoint a lease that ended meanwhile ends it too', async () => {
  const { endpoint, asked } = await aPlace();
  const steady = createSteadyTokenEndpoint({
    endpoint,
    refreshTokens: 'single-use',
    timer: { elapsed: () => 0, wait: async () => undefined },
    random: aRandom(),
  });
  const isLive = [true, false];
  const { code } = await errorOf(() =>
    steady.redeemRefreshToken({
      tenant: partner,
      refreshToken: Secret.of('refresh-1'),
      scopes: ['a/.default'],
      mayStart: () => isLive.shift() ?? false,
    }),
  );
  assert.deepEqual([code, asked], ['store_unavailable', ['one']]);
});
