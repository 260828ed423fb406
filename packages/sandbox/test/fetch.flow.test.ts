import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld, SERVICE_NAMES } from '../src/index.ts';
import { createPerson } from '../src/person/index.ts';
import { createTestSandbox } from './create-test-sandbox.ts';
import { createExampleClient } from './example-client.ts';

test('one fetch asks each service by its origin, with all that a request has', async () => {
  const { fetch, origins, ledger } = createTestSandbox({ world: defaultWorld() });
  const statuses = [];
  for (const name of SERVICE_NAMES) statuses.push((await fetch(`${origins[name]}/nothing`)).status);
  assert.deepEqual(statuses, [404, 404, 404, 404, 404, 401, 401]);
  const token = `${origins.login}/${DEFAULT_TENANTS.partnerOne}/oauth2/v2.0/token`;
  await fetch(new URL(token), { method: 'POST', body: new URLSearchParams({ grant_type: 'password' }) });
  assert.equal(ledger.tokenRequests()[0]?.grantType, 'password');
});

test('fetch finds every vault of the domain, and follows the origins to ports', async () => {
  const world = defaultWorld();
  world.vaults.push({ name: 'other', tenantId: DEFAULT_TENANTS.partnerOne, access: [], softDeleteDays: 7 });
  const sandbox = createTestSandbox({ world });
  const challengeAt = async (origin: string): Promise<string> =>
    (await sandbox.fetch(`${origin}/secrets/one`)).headers.get('www-authenticate') ?? '';
  assert.match(await challengeAt('https://other.vault.sandbox.test'), new RegExp(DEFAULT_TENANTS.partnerOne));
  await sandbox.listen();
  try {
    assert.match(await challengeAt(sandbox.origins.vault), new RegExp(DEFAULT_TENANTS.vendor));
    await assert.rejects(challengeAt('https://other.vault.sandbox.test'), TypeError);
  } finally {
    await sandbox.close();
  }
});

test('fetch refuses a URL that is at no service, and hands redirects to who follows them', async () => {
  const { sandbox, authorizeUrl } = await createExampleClient();
  await assert.rejects(sandbox.fetch('https://elsewhere.example/'), {
    name: 'TypeError',
    message: 'no service of the sandbox is at https://elsewhere.example',
  });
  const silent = authorizeUrl({ prompt: 'none', response_mode: 'query' });
  assert.equal((await sandbox.fetch(silent)).status, 302);
  const person = createPerson({ send: sandbox.fetch });
  assert.match((await person.open(authorizeUrl())).text, /This is not Microsoft/);
});
