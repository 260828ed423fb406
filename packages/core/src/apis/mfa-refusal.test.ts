import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aJwt } from '../../test/a-jwt.ts';
import { apiPorts } from '../../test/an-api.ts';
import { aFetch, anAnswer, aRandom, errorOf, partner } from '../../test/builders.ts';
import type { IncomingAnswer } from '../ports.ts';
import { Secret } from '../secret.ts';
import { type ApiPorts, createApi } from './api.ts';
import type { ApiTarget } from './api-target.ts';
import { forwardCall } from './forward/forward-call.ts';

const baseUrl = 'https://api.partnercenter.microsoft.com';
const withoutMfa = aJwt({ amr: ['pwd'] });
const withMfa = aJwt({ amr: ['pwd', 'mfa'] });

/** How the typed client, what it tells of MFA, and a forward call take the same answer to the same token. */
async function readingsOf(
  answer: IncomingAnswer,
  token: Secret<string>,
  target: Partial<ApiTarget> = {},
): Promise<readonly unknown[]> {
  const said: unknown[] = [];
  const onMfa: ApiPorts['onMfa'] = (_target, isCompliant) => said.push(isCompliant);
  const credential = { value: token, baseUrl };
  const api = createApi(
    { ...apiPorts(aFetch(answer)), onMfa },
    { resource: 'partner-center', partner, ...target },
    async () => credential,
  );
  const { code } = await errorOf(() => api.call({ method: 'GET', path: '/v1/customers' }));
  const fetchStream = async () => ({
    ...answer,
    body: new Blob([answer.body as Uint8Array<ArrayBuffer>]).stream(),
  });
  const { isMfaCompliant, body } = await forwardCall({ fetchStream, random: aRandom() }, credential, {
    method: 'GET',
    path: { path: '/v1/customers', query: '' },
    headers: [],
    body: undefined,
    bodyLength: undefined,
    isPartnerCenter: true,
    forwardUrl: 'https://broker.example/',
  });
  assert.deepEqual(new Uint8Array(await new Response(body).arrayBuffer()), new Uint8Array(answer.body));
  return [code, said.at(-1), isMfaCompliant];
}

interface Given {
  readonly body?: Parameters<typeof anAnswer>[0];
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: Record<string, string>;
  readonly token?: Secret<string>;
}

function anAnswerOf({ body = '', status = 401, reason, headers = {} }: Given): IncomingAnswer {
  return { ...anAnswer(body, { status, headers }), ...(reason !== undefined && { reason }) };
}

const challenge = { 'www-authenticate': 'Bearer error="invalid_token"' };
const words = 'Authentication failed. MFA required. (10001)';
const classic = { description: 'Multi-factor authentication is required.', data: [], source: 'x' };

describe('a lack of MFA is told from every form in which Partner Center ever said it', () => {
  // With MFA in the token it is the answer alone that tells.
  const forms: Readonly<Record<string, Given>> = {
    'the code as text, in the classic shape': { body: { code: '900421', ...classic } },
    'the code as a number, in the classic shape': { body: { code: 900421, ...classic } },
    'the code as a number, in the newer shape': {
      body: { code: 900421, message: 'x', errorName: 'MfaRequired', isRetryable: true, parameters: {} },
    },
    'the code behind a byte order mark': { body: '\uFEFF{"code":"900421"}' },
    'the code alone': { body: { code: '900421' } },
    'the code in the shape of Graph': { body: { error: { code: '900421', message: 'x' } } },
    'the code with 403': { body: { code: '900421', ...classic, isRetryable: true }, status: 403 },
    'the older code as text': { body: { code: '10001', description: words } },
    'the older code as a number, in another language': { body: { code: 10001, description: 'MFA requis.' } },
    'the older words beside no code': { body: { description: words } },
    'the older words beside another code': { body: { code: '400', description: words } },
    'the older number alone, in another language': { body: 'Échec. L’AMF est requise. (10001)' },
    'words as plain text': { body: 'mfa required' },
    'words on a page': { body: '<html><title>401 - MFA required</title></html>' },
    'the reason phrase of the first form': { reason: 'Unauthorized - MFA required', headers: challenge },
    'the reason phrase of the second form': { reason: words },
    'nothing, and a token without MFA': { headers: challenge, token: withoutMfa },
    'a page of a gateway, and a token without MFA': { body: '<html>401</html>', token: withoutMfa },
    'nothing, and a token with ngcmfa alone': { token: aJwt({ amr: ['pwd', 'ngcmfa'] }) },
  };
  for (const [form, given] of Object.entries(forms)) {
    test(form, async () => {
      const readings = await readingsOf(anAnswerOf(given), given.token ?? withMfa);
      assert.deepEqual(readings, ['api_mfa_required', false, false]);
    });
  }
});

describe('what only resembles it is not taken for it', () => {
  const others: Readonly<Record<string, readonly [given: Given, code: string]>> = {
    'the neighbour: an audience that is not accepted': [
      { body: { code: '900420', description: 'Invalid Token: audience' }, token: withoutMfa },
      'api_unauthorized',
    ],
    'another code, and a token without MFA': [
      { body: { code: '800001' }, token: withoutMfa },
      'api_unauthorized',
    ],
    'the number in a sentence': [{ body: { code: '400', description: 'Trace 900421' } }, 'api_unauthorized'],
    'a longer number': [{ body: { code: 9004210 } }, 'api_unauthorized'],
    'a longer older number': [{ body: { code: '110001', description: '(110001)' } }, 'api_unauthorized'],
    'a number with a fraction': [{ body: { code: 900421.5 } }, 'api_unauthorized'],
    'the number under another name': [{ body: { errorCode: 900421 } }, 'api_unauthorized'],
    'words that say the contrary': [{ body: { description: 'No MFA required.' } }, 'api_unauthorized'],
    'words about another thing': [{ body: 'Non-MFA required fields are missing.' }, 'api_unauthorized'],
    'the reason phrase of any 401': [{ reason: 'Unauthorized', headers: challenge }, 'api_unauthorized'],
    'nothing, and a token with MFA': [{ token: withMfa }, 'api_unauthorized'],
    'nothing, and a token that does not tell': [{ token: aJwt({}) }, 'api_unauthorized'],
    'nothing, and a token that nobody can read': [{ token: Secret.of('opaque') }, 'api_unauthorized'],
    'the older code with 403': [
      { body: { code: '10001', description: words }, status: 403 },
      'api_forbidden',
    ],
    'words with 403': [{ body: words, status: 403 }, 'api_forbidden'],
    'a policy of a customer': [{ body: { code: '900309' }, status: 403, token: withoutMfa }, 'api_forbidden'],
    'nothing with 403, and a token without MFA': [{ status: 403, token: withoutMfa }, 'api_forbidden'],
    'the code with 400': [{ body: { code: '900421' }, status: 400 }, 'api_refused'],
    'words with 404': [{ body: words, status: 404 }, 'api_not_found'],
  };
  for (const [form, [given, code]] of Object.entries(others)) {
    test(form, async () => {
      const readings = await readingsOf(anAnswerOf(given), given.token ?? withMfa);
      assert.deepEqual(readings, [code, undefined, undefined]);
    });
  }
});

test('of another API, or of the application alone, a 401 without a word says nothing of MFA', async () => {
  const bare = anAnswerOf({});
  const [graph] = await readingsOf(bare, withoutMfa, { resource: 'graph' });
  const [alone] = await readingsOf(bare, withoutMfa, { access: 'app-only' });
  assert.deepEqual([graph, alone], ['api_unauthorized', 'api_unauthorized']);
});

test('says by which methods the sign-in behind a bare refusal was, and keeps its ids', async () => {
  const answer = anAnswerOf({ headers: { 'ms-requestid': 'r', 'ms-correlationid': 'c' } });
  const api = createApi(apiPorts(aFetch(answer)), { resource: 'partner-center', partner }, async () => ({
    value: withoutMfa,
    baseUrl,
  }));
  const { facts } = await errorOf(() => api.call({ method: 'GET', path: '/v1/customers' }));
  assert.deepEqual(facts, { status: 401, apiRequestId: 'r', apiCorrelationId: 'c', amr: ['pwd'] });
});
