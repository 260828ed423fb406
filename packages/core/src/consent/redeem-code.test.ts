import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aFlow,
  anAccessToken,
  anIdentity,
  anIdTokenReader,
  anInvitation,
  createMemoryFlows,
} from '../../test/a-consent.ts';
import { anObjectId, subject } from '../../test/a-grant.ts';
import { aTokenAnswer, aTokenEndpoint } from '../../test/a-token-endpoint.ts';
import { aClock, clientId, customer, errorOf, noon, partner, redirectUri } from '../../test/builders.ts';
import { clouds } from '../entra/clouds.ts';
import type { IdTokenClaims } from '../entra/id-token.ts';
import type { TokenAnswer, TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { resellerPermissions } from './partner-kind.ts';
import { readCallback } from './read-callback.ts';
import { redeemCode } from './redeem-code.ts';

const withMfa = anAccessToken({ amr: ['pwd', 'mfa'] });

interface Wishes {
  readonly answer?: Partial<TokenAnswer>;
  readonly refusal?: ConsentryError;
  readonly identity?: Partial<IdTokenClaims>;
  /** The id_token that came with the code: hybrid. */
  readonly front?: string;
  readonly invitation?: Parameters<typeof anInvitation>[0];
  /** Of the answer: fields that are not there. */
  readonly without?: 'idToken' | 'refreshToken';
}

/** Redeems a code that was read from a callback, with a token endpoint and an identity as the test wishes. */
async function redeem(wishes: Wishes = {}, asked: Parameters<TokenEndpoint['redeemCode']>[0][] = []) {
  const flows = createMemoryFlows({ 'the-state': aFlow() });
  const idTokens = anIdTokenReader(anIdentity(wishes.identity));
  const fields = new URLSearchParams({ state: 'the-state', code: 'the-code', id_token: wishes.front ?? '' });
  const consent = await readCallback(
    {
      flows,
      invitations: { find: async () => anInvitation(wishes.invitation) },
      dialect: { endpoints: 'v2', responseType: wishes.front === undefined ? 'code' : 'code id_token' },
      idTokens,
      clock: aClock(),
    },
    { fields, browser: 'the-browser' },
  );
  const full = aTokenAnswer({
    accessToken: withMfa,
    refreshToken: Secret.of('refresh-1'),
    idToken: Secret.of('the-nonce'),
    ...wishes.answer,
  });
  const { [wishes.without ?? 'refreshAt']: _, ...answer } = full;
  const code: TokenEndpoint['redeemCode'] = async (request) => {
    asked.push(request);
    if (wishes.refusal !== undefined) throw wishes.refusal;
    return answer;
  };
  const deps = {
    cloud: clouds.public,
    application: clientId,
    redirectUri,
    tokenEndpoint: aTokenEndpoint({ code }),
    idTokens,
    mfaProbe: async () => 'unknown' as const,
    clock: aClock(),
  };
  return redeemCode(deps, consent);
}

test('gives the grant that the invitation asked for', async () => {
  const { refreshToken, ...rest } = await redeem({ answer: { scopes: ['a', 'b'] } });
  assert.equal(refreshToken.reveal(), 'refresh-1');
  assert.deepEqual(rest, {
    partner,
    subject,
    username: 'service@contoso.example',
    displayName: undefined,
    application: clientId,
    scopes: ['a', 'b'],
    amr: ['pwd', 'mfa'],
    mfa: 'confirmed',
    consentedAt: noon,
    directoryRoles: [],
  });
});

test('a reseller’s code is redeemed for its permissions at Graph, and its grant says what it is', async () => {
  const asked: Parameters<TokenEndpoint['redeemCode']>[0][] = [];
  const { partnerKind } = await redeem({ invitation: { partnerKind: 'indirect-reseller' } }, asked);
  assert.equal(partnerKind, 'indirect-reseller');
  assert.deepEqual(
    asked.flatMap(({ scopes }) => scopes),
    resellerPermissions.map((name) => `https://graph.microsoft.com/${name}`),
  );
});

test('redeems the code at the invited tenant, with the verifier and redirect URI of its sign-in', async () => {
  const asked: Parameters<TokenEndpoint['redeemCode']>[0][] = [];
  await redeem({}, asked);
  const shown = asked.map(({ code, verifier, ...rest }) => ({
    ...rest,
    code: code.reveal(),
    verifier: verifier.reveal(),
  }));
  assert.deepEqual(shown, [
    {
      tenant: partner,
      redirectUri,
      scopes: ['https://api.partnercenter.microsoft.com/user_impersonation'],
      code: 'the-code',
      verifier: 'the-verifier',
    },
  ]);
});

test('passes on what the token endpoint refuses', async () => {
  const refusal = new ConsentryError('consent_failed');
  assert.equal(await errorOf(() => redeem({ refusal })), refusal);
});

test('refuses an answer without an id_token', async () => {
  const error = await errorOf(() => redeem({ without: 'idToken' }));
  assert.deepEqual([error.code, error.facts], ['id_token_invalid', { reason: 'missing' }]);
});

test('refuses an id_token with the nonce of another sign-in', async () => {
  const error = await errorOf(() => redeem({ answer: { idToken: Secret.of('another-nonce') } }));
  assert.deepEqual([error.code, error.facts], ['id_token_invalid', { reason: 'nonce' }]);
});

test('refuses an account of another tenant than the invited one, and names both', async () => {
  const error = await errorOf(() => redeem({ identity: { tenantId: customer } }));
  assert.equal(error.code, 'wrong_tenant');
  assert.deepEqual(error.facts, { invited: partner, answered: customer });
});

test('refuses another account than the invited one, and names both', async () => {
  const invited = anObjectId('9');
  const error = await errorOf(() => redeem({ invitation: { accountId: invited } }));
  assert.equal(error.code, 'wrong_account');
  assert.deepEqual(error.facts, { invited, answered: subject });
});

test('takes the invited account by its object id, whatever name it signed in with', async () => {
  const invitation = { accountId: subject, account: 'somebody@else.example' };
  assert.equal((await redeem({ invitation })).subject, subject);
});

test('takes the account that came with the code, and needs no second id_token', async () => {
  const front = 'the-nonce the-code';
  assert.equal((await redeem({ front, without: 'idToken' })).subject, subject);
  assert.equal((await redeem({ front })).subject, subject);
});

test('refuses a second id_token that does not hold, or names another account', async () => {
  const front = 'the-nonce the-code';
  for (const [words, reason] of [
    ['another-nonce', 'nonce'],
    ['the-nonce other', 'other_account'],
  ] as const) {
    const error = await errorOf(() => redeem({ front, answer: { idToken: Secret.of(words) } }));
    assert.deepEqual([error.code, error.facts], ['id_token_invalid', { reason }]);
  }
});

test('refuses an answer without a refresh token', async () => {
  await assert.rejects(redeem({ without: 'refreshToken' }), { code: 'refresh_token_missing' });
});

test('refuses a sign-in without MFA', async () => {
  const accessToken = anAccessToken({ amr: ['pwd'] });
  await assert.rejects(redeem({ answer: { accessToken } }), { code: 'mfa_missing' });
});

test('refuses a sign-in of which MFA cannot be told, unless the invitation accepts that', async () => {
  const answer = { accessToken: Secret.of('opaque') };
  await assert.rejects(redeem({ answer }), { code: 'mfa_unknown' });
  const grant = await redeem({ answer, invitation: { acceptsUnknownMfa: true } });
  assert.deepEqual([grant.mfa, grant.amr], ['overridden', []]);
});
