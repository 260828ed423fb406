import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import type { Account, Page } from '../src/person/index.ts';
import { APPROVED_URI, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const TENANT = DEFAULT_TENANTS.partnerTwo;
const SCOPE = 'https://api.partnercenter.microsoft.com/.default';

function adminConsentUrl(client: ExampleClient, path: string, scope?: string): string {
  const url = new URL(`${client.sandbox.origins.login}/${path}`);
  url.searchParams.set('client_id', DEFAULT_APPLICATION.clientId);
  url.searchParams.set('redirect_uri', APPROVED_URI);
  url.searchParams.set('state', 'approve-state');
  if (scope !== undefined) url.searchParams.set('scope', scope);
  return url.href;
}

interface ApproveOptions {
  path?: string;
  decision?: 'accept' | 'cancel';
}

async function approve(
  client: ExampleClient,
  account: Account,
  { path = `${TENANT}/v2.0/adminconsent`, decision = 'accept' }: ApproveOptions = {},
): Promise<Page> {
  const page = await client.person.open(adminConsentUrl(client, path, SCOPE));
  return signIn(client.person, page, account, { now: client.sandbox.clock.now, decision });
}

test('an administrator approves the application, and then the service account may connect', async () => {
  const client = await createExampleClient();
  const page = await approve(client, anAccount('admin', 'two'));
  const query = Object.fromEntries(new URL(page.url).searchParams);
  assert.deepEqual(query, { admin_consent: 'True', tenant: TENANT, scope: SCOPE, state: 'approve-state' });
  assert.match(page.text, /"method":"GET"/);
  const connecting = await createExampleClient(client.sandbox.world);
  assert.notEqual(await connecting.connect(anAccount('service', 'two'), TENANT), '');
});

test('the endpoint without /v2.0 needs no scope and returns none', async () => {
  const client = await createExampleClient();
  const page = await approve(client, anAccount('admin', 'two'), { path: `${TENANT}/adminconsent` });
  const query = Object.fromEntries(new URL(page.url).searchParams);
  assert.deepEqual(query, { admin_consent: 'True', tenant: TENANT, state: 'approve-state' });
  const granted = client.sandbox.world.consents.filter((consent) => consent.tenantId === TENANT);
  assert.deepEqual(
    granted.map((consent) => consent.kind),
    ['admin', 'admin'],
  );
});

for (const version of ['v2', 'v1'] as const) {
  test(`an approval at ${version} gives the application permissions of the registration, as its next token says`, async () => {
    const client = await createExampleClient();
    const graph = 'https://graph.microsoft.com';
    for (const application of client.sandbox.world.applications) {
      application.requiredRoles = [{ resource: graph, roles: ['Device.Read.All'] }];
    }
    const rolesNow = async () => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: DEFAULT_APPLICATION.clientId,
        client_secret: DEFAULT_APPLICATION.secret,
        scope: `${graph}/.default`,
      });
      const url = `${client.sandbox.origins.login}/${TENANT}/oauth2/v2.0/token`;
      const response = await client.sandbox.fetch(url, {
        method: 'POST',
        body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      const answer = (await response.json()) as { access_token?: string; error_codes?: number[] };
      if (answer.access_token === undefined) return answer.error_codes;
      const [, payload = ''] = answer.access_token.split('.');
      return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { roles?: string[] }).roles;
    };
    assert.notDeepEqual(await rolesNow(), ['Device.Read.All']);
    await approve(client, anAccount('admin', 'two'), {
      path: version === 'v2' ? `${TENANT}/v2.0/adminconsent` : `${TENANT}/adminconsent`,
    });
    assert.deepEqual(await rolesNow(), ['Device.Read.All']);
  });
}

test('a declined approval carries admin_consent=True and an error', async () => {
  const client = await createExampleClient();
  const query = new URL((await approve(client, anAccount('admin', 'two'), { decision: 'cancel' })).url)
    .searchParams;
  assert.equal(query.get('admin_consent'), 'True');
  assert.equal(query.get('error'), 'consent_required');
  assert.match(query.get('error_description') ?? '', /^AADSTS65004:/);
  assert.equal(query.get('state'), 'approve-state');
});

test('a user without an administrator role cannot approve', async () => {
  const client = await createExampleClient();
  const page = await approve(client, anAccount('service', 'two'));
  assert.equal(new URL(page.url).searchParams.get('error'), 'consent_required');
  assert.deepEqual(
    client.sandbox.world.consents.filter((consent) => consent.tenantId === TENANT),
    [],
  );
});

test('takes organizations, and refuses common and a missing scope on its own page', async () => {
  const client = await createExampleClient();
  const page = await approve(client, anAccount('admin', 'two'), { path: 'organizations/v2.0/adminconsent' });
  assert.equal(new URL(page.url).searchParams.get('tenant'), TENANT);
  const common = await client.person.open(adminConsentUrl(client, 'common/v2.0/adminconsent', SCOPE));
  assert.match(common.text, /AADSTS90002:/);
  const noScope = await client.person.open(adminConsentUrl(client, `${TENANT}/v2.0/adminconsent`));
  assert.match(noScope.text, /AADSTS900144:.*'scope'/);
});

test("a partner's user approves in a customer's tenant through GDAP", async () => {
  const client = await createExampleClient();
  const path = `${DEFAULT_TENANTS.customerB}/v2.0/adminconsent`;
  const page = await client.person.open(
    adminConsentUrl(client, path, 'https://graph.microsoft.com/.default'),
  );
  const end = await signIn(client.person, page, anAccount('service'), { now: client.sandbox.clock.now });
  assert.equal(new URL(end.url).searchParams.get('tenant'), DEFAULT_TENANTS.customerB);
});
