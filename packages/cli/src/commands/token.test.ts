import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { anApi } from '../../test/an-api.ts';
import { type TokenOptions, token } from './token.ts';

/** What the command prints, and what it says beside. */
async function run(
  t: TestContext,
  options: Partial<TokenOptions> = {},
  form: { isTerminal?: boolean; json?: boolean } = {},
) {
  const { asked, target } = await anApi(t);
  const notes: string[] = [];
  let printed = '';
  const { isTerminal = false, json = false } = form;
  await token(
    { ...target, ...options },
    {
      json,
      isTerminal,
      result(text, data) {
        printed = json ? JSON.stringify(data) : text();
      },
      note: (text) => void notes.push(text),
    },
  );
  return { printed, notes, asked: asked[0], url: target.url };
}

test('gives the token alone to a pipe', async (t) => {
  assert.deepEqual((await run(t)).printed, 'token-1');
});

test('shows a terminal everything but the token, and says how to have it', async (t) => {
  const { printed, notes } = await run(t, {}, { isTerminal: true });
  assert.doesNotMatch(printed, /token-1/);
  assert.match(printed, /11111111-2222-4333-8444-555555555555/);
  assert.match(notes.join(), /--plain/);
});

test('shows a terminal the token when that is what was asked for', async (t) => {
  const { printed, notes } = await run(t, { plain: true }, { isTerminal: true });
  assert.deepEqual([printed, notes], ['token-1', []]);
  const { printed: json } = await run(t, {}, { isTerminal: true, json: true });
  assert.match(json, /"accessToken":"token-1"/);
});

test('puts the path behind the base URL that the broker named, and nowhere else', async (t) => {
  const { printed, url } = await run(t, { format: 'curl', path: '/v1.0/users?$top=5' });
  assert.deepEqual(printed.split('\n'), [
    `url = "${url}/v1.0/users?$top=5"`,
    'header = "Authorization: Bearer token-1"',
  ]);
  for (const path of [
    '//host.example/',
    '@host.example/',
    'https://host.example/',
    '/a/../b',
    '/%2f%2fhost',
  ]) {
    await assert.rejects(run(t, { format: 'powershell', path }), { code: 'host_refused' });
  }
});

test('takes a path without a format for a mistake, before a token is asked for', async (t) => {
  await assert.rejects(run(t, { path: '/v1.0/users' }), { code: 'usage' });
});

test('asks for the permissions and the lifetime that were named', async (t) => {
  const { asked } = await run(t, { scope: ['User.Read.All'], minLifetime: '20m' });
  const { scopes, minimumLifetimeMs } = asked as Record<string, unknown>;
  assert.deepEqual([scopes, minimumLifetimeMs], [['User.Read.All'], 1_200_000]);
});
