import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSandbox,
  DEFAULT_APPLICATION,
  DEFAULT_PASSWORD,
  defaultWorld,
  type Sandbox,
} from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { createClientAuthentication } from '../src/entra/client-credential.ts';
import { declareCloud } from '../src/entra/declare-cloud.ts';
import { standardDialect } from '../src/entra/dialect.ts';
import { createTokenEndpoint } from '../src/entra/token-endpoint.ts';
import { createId, readApplicationId, readObjectId, readTenantId } from '../src/ids.ts';
import { systemRandom } from '../src/node/system.ts';
import type { Fetch } from '../src/ports.ts';
import { Secret } from '../src/secret.ts';
import { createTokens } from '../src/tokens/acquire.ts';
import { chooseExerciseAt } from '../src/vault/exercise-time.ts';
import { createMemoryVault } from '../src/vault/memory-vault.ts';
import { aSealedGrant, dayMs } from './a-grant.ts';
import { createMemoryGrantStore } from './memory-grant-store.ts';

/** `npm run test:full` asks for ten thousand. */
const size = Number(process.env['CONSENTRY_KEEP_ALIVE_GRANTS'] ?? 1000);
const days = 365;
const partner = readTenantId('20000000-0000-4000-8000-000000000001');
const scopes = ['https://api.partnercenter.microsoft.com/user_impersonation'];
const redirectUri = 'https://client.example/callback';

test(`none of ${size} grants that nobody uses expires in a year`, async () => {
  const start = Date.UTC(2026, 0, 1);
  const world = defaultWorld({ redirectUris: [redirectUri] });
  // All grants are of one account here, which nobody's keep-alive is.
  world.settings.loopLimit = Number.MAX_SAFE_INTEGER;
  const sandbox = await createSandbox({ world, clock: { now: () => start } });
  const { clock } = sandbox;
  const vault = createMemoryVault();
  const { refreshToken, subject } = await consent(sandbox);
  const grants = createMemoryGrantStore();
  for (let index = 0; index < size; index++) {
    const id = createId('GrantId', systemRandom);
    const secret = await vault.put({ grant: id, version: 1 }, refreshToken);
    const application = readApplicationId(`70000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
    const exerciseAt = chooseExerciseAt(start, systemRandom);
    const row = { id, partner, subject, application, secret, sealedAt: start, stateSince: start, exerciseAt };
    await grants.save(aSealedGrant(row), 0);
  }
  const tokens = createTokens({
    grants,
    vault,
    tokenEndpoint: await aTokenEndpointAt(sandbox),
    provingScopes: () => scopes,
    events: {
      renewed: async () => undefined,
      notRenewed: () => assert.fail('a successor could not be stored'),
      notExercised: () => assert.fail('a grant was not exercised'),
      successorRefused: () => assert.fail('a successor was refused'),
      moved: () => assert.fail('a grant was moved'),
      saved: () => assert.fail('a grant was lost but for a successor'),
      stateChanged: (_grant, state, reason) => assert.fail(`${state}: ${reason}`),
    },
    clock,
    random: systemRandom,
    cacheLimit: 10,
  });

  let exercised = 0;
  let busiest = 0;
  for (let day = 0; day < days; day++) {
    clock.move(dayMs);
    const outcome = await tokens.keepAlive(size);
    assert.equal(outcome.failed, 0);
    exercised += outcome.exercised;
    busiest = Math.max(busiest, outcome.exercised);
  }

  const rows = await grants.list({ limit: size });
  assert.equal(rows.length, size);
  for (const { state, sealedAt } of rows) {
    assert.equal(state, 'healthy');
    assert.ok(clock.now() - sealedAt <= 41 * dayMs, 'the stored refresh token is older than 41 days');
  }
  // Once a month, and spread: no day has even a fifth of all.
  assert.ok(exercised >= size * 9 && exercised <= size * 18, String(exercised));
  assert.ok(busiest < size / 5, String(busiest));
});

/** Signs the service account in and takes its refresh token. */
async function consent(sandbox: Sandbox) {
  const person = createPerson({
    send: async (request) => {
      const isLogin = new URL(request.url).origin === sandbox.origins.login;
      if (isLogin) return sandbox.services.login(request);
      return new Response(await request.text(), { headers: { 'content-type': 'text/plain' } });
    },
  });
  const url = new URL(`${sandbox.origins.login}/${partner}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: DEFAULT_APPLICATION.clientId,
    response_type: 'code',
    response_mode: 'form_post',
    redirect_uri: redirectUri,
    scope: `${scopes.join(' ')} openid offline_access`,
  }).toString();
  const account = {
    userPrincipalName: 'service@partner-one.example',
    password: DEFAULT_PASSWORD,
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  };
  const page = await signIn(person, await person.open(url.href), account, { now: sandbox.clock.now });
  const answer = await sandbox.services.login(
    new Request(`${sandbox.origins.login}/${partner}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: DEFAULT_APPLICATION.clientId,
        client_secret: DEFAULT_APPLICATION.secret,
        redirect_uri: redirectUri,
        code: new URLSearchParams(page.text).get('code') ?? '',
      }),
    }),
  );
  const body = (await answer.json()) as { access_token: string; refresh_token: string };
  const claims = Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString();
  const { oid } = JSON.parse(claims) as { oid: string };
  return { refreshToken: Secret.of(body.refresh_token), subject: readObjectId(oid) };
}

async function aTokenEndpointAt(sandbox: Sandbox) {
  const { clock, origins } = sandbox;
  const clientId = readApplicationId(DEFAULT_APPLICATION.clientId);
  const fetch: Fetch = async ({ url, headers = {}, body = '' }) => {
    const response = await sandbox.services.login(new Request(url, { method: 'POST', headers, body }));
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  };
  const cloud = declareCloud({
    name: 'year',
    loginBaseUrl: origins.login,
    resources: { 'partner-center': { baseUrl: origins.partnerCenter } },
  });
  const credential = { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) } as const;
  const authentication = await createClientAuthentication({
    clientId,
    credential,
    clock,
    random: systemRandom,
  });
  return createTokenEndpoint({ cloud, clientId, authentication, fetch, clock, dialect: standardDialect });
}
