import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { type ConsentryError, isConsentryError, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { signIn } from '@consentry/sandbox/person';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { aBroker, customerA, customerB, partnerOne, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

async function refusal(work: Promise<unknown>): Promise<ConsentryError> {
  try {
    await work;
  } catch (error) {
    if (isConsentryError(error)) return error;
    throw error;
  }
  return assert.fail('nothing was refused');
}

/** From now on Entra answers redemptions at this tenant with this number, until it is healed. */
function refuseRedemptions(t: TestBroker, tenant: string, code: number): () => void {
  const fault = t.sandbox.control.playFault({
    service: 'login',
    grantType: 'refresh_token',
    tenant,
    times: 'always',
    fault: { kind: 'aadsts', code, ...(code === 50076 && { suberror: 'basic_action' }) },
  });
  return () => fault.remove();
}

async function onlyGrant(t: TestBroker) {
  const [grant] = (await t.operator.call('listGrants', {})).items;
  return grant ?? assert.fail('there is no grant');
}

/** Nothing but a challenge asks for MFA there. */
function withoutOwnMfa({ tenants }: World): void {
  for (const tenant of tenants) tenant.mfa = 'when-asked';
}

/** Presses the button of an invitation and says where the browser is sent. */
async function authorizeUrlOf(t: TestBroker, invitation: string): Promise<URL> {
  const who = t.person();
  return new URL((await who.submit(await who.open(invitation))).url);
}

test('the consent link of a refusal lets a customer’s administrator consent, and then the token comes', async () => {
  await using t = await aBroker({
    world: (world) => {
      const [service] = world.users;
      assert.ok(service);
      world.users.push({
        ...service,
        objectId: '90000000-0000-4000-8000-000000000001',
        tenantId: DEFAULT_TENANTS.customerB,
        userPrincipalName: 'administrator@customer-b.example',
        directoryRoles: ['Global Administrator'],
        groups: [],
      });
    },
  });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const body = { ...graph, customer: customerB };
  const error = await refusal(caller.call('acquireToken', { body }));
  assert.equal(error.code, 'tenant_setup');
  assert.equal(error.facts['aadsts'], 65001);
  assert.equal(error.facts['actor'], 'customer administrator');
  assert.match(error.remedy, new RegExp(customerB));
  const url = new URL(String(error.facts['consentUrl']));
  assert.equal(url.pathname, `/${customerB}/v2.0/adminconsent`);
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    client_id: DEFAULT_APPLICATION.clientId,
    scope: 'https://graph.microsoft.com/.default',
    redirect_uri: 'http://localhost:44395/consent/approved',
  });

  const who = t.person();
  const { userPrincipalName, password, totpSecret } = t.user('administrator', customerB);
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  const now = () => t.sandbox.clock.now();
  const page = await signIn(who, await who.open(url.href), account, { now });
  assert.equal(page.status, 200, page.text);
  assert.match(page.text, /Microsoft says that Example Integration was approved/);
  // The refusal rests for a while; who knows better need not wait.
  assert.equal((await caller.call('acquireToken', { body: { ...body, force: true } })).tenant, customerB);
});

test('what anybody claims of an approval changes nothing', async () => {
  await using t = await aBroker();
  const before = (await t.events()).length;
  for (const query of ['admin_consent=True', `admin_consent=True&tenant=${customerB}`]) {
    const answer = await t.send(new Request(`http://localhost:44395/consent/approved?${query}`));
    assert.equal(answer.status, 200);
  }
  assert.equal((await t.events()).length, before);
  assert.equal(t.tokenRequests(), 0);
});

test('a challenge of the partner’s own tenant becomes a link that carries it, and the new grant works', async () => {
  const consent = { prompt: 'login', amrValues: undefined } as const;
  await using t = await aBroker({ world: withoutOwnMfa });
  await t.aConnectedPartner();
  await t.restart({ consent });
  const caller = await t.aCaller();
  const heal = refuseRedemptions(t, partnerOne, 50076);
  const asked = { partner: partnerOne, resource: 'partner-center' };
  const error = await refusal(caller.call('acquireToken', { body: asked }));
  const { id, state } = await onlyGrant(t);
  assert.equal(error.code, 'step_up_needed');
  assert.equal(state, 'consent_needed');
  assert.ok(error.remedy.includes(`consentry invite --for-grant ${id}`), error.remedy);
  assert.equal(error.facts['actor'], 'invited person');
  assert.match(String(error.facts['link']), /code=50076/);

  const { url, challengedBy, partner } = await t.operator.call('createInvitation', { body: { grant: id } });
  assert.deepEqual([challengedBy, partner], [partnerOne, partnerOne]);
  const authorize = await authorizeUrlOf(t, url);
  assert.equal(authorize.searchParams.get('claims'), error.facts['claims']);
  assert.equal(authorize.searchParams.get('login_hint'), 'service@partner-one.example');
  assert.ok(!url.includes('claims'));

  heal();
  const page = await t.connect(url);
  assert.equal(page.status, 200, page.text);
  assert.deepEqual(t.sandbox.ledger.signIns().at(-1)?.amr, ['pwd', 'mfa']);
  assert.equal((await onlyGrant(t)).id, id);
  assert.equal((await onlyGrant(t)).state, 'healthy');
  await caller.call('acquireToken', { body: asked });
});

test('without the challenge the same sign-in does no MFA and is refused', async () => {
  await using t = await aBroker({
    world: withoutOwnMfa,
    config: { consent: { prompt: 'login', amrValues: undefined } },
  });
  const page = await t.connect(await t.invite());
  assert.equal(page.status, 403);
  assert.match(page.text, /without multi-factor authentication/);
});

test('a customer’s challenge is kept beside a grant that goes on serving the others', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const heal = refuseRedemptions(t, customerA, 50076);
  const error = await refusal(caller.call('acquireToken', { body: graph }));
  assert.equal(error.code, 'step_up_needed');
  assert.equal(error.entry.status, 409);
  assert.equal(error.facts['tenant'], customerA);
  await caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } });

  const { id, state } = await onlyGrant(t);
  assert.equal(state, 'healthy');
  const { url, challengedBy } = await t.operator.call('createInvitation', { body: { grant: id } });
  assert.equal(challengedBy, customerA);
  const authorize = await authorizeUrlOf(t, url);
  assert.equal(authorize.pathname.split('/')[1], partnerOne);
  assert.equal(authorize.searchParams.get('claims'), error.facts['claims']);

  heal();
  assert.equal((await t.connect(url)).status, 200);
  await caller.call('acquireToken', { body: graph });
  const next = await t.operator.call('createInvitation', { body: { grant: id } });
  assert.equal(next.challengedBy, undefined, 'the new consent has met it');
});

test('an invitation for a grant is for its account alone', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { id } = await onlyGrant(t);
  const { url } = await t.operator.call('createInvitation', { body: { grant: id } });
  const page = await t.connect(url, t.user('admin'));
  assert.equal(page.status, 403, page.text);
  assert.match(page.text, /another account/);
  const events = await t.events();
  const created = events.find(({ type }) => type === 'invitation.created');
  assert.ok(created?.type === 'invitation.created');
  assert.equal(created.grant, id);
});

for (const [what, change] of [
  ['neither partner nor grant', {}],
  ['a grant and a partner', { partner: partnerOne }],
  ['a grant and an account', { account: 'somebody@partner-one.example' }],
  ['a grant to approve', { kind: 'approve' }],
] as const) {
  test(`refuses an invitation for ${what}`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const { id } = await onlyGrant(t);
    const body = Object.keys(change).length === 0 ? {} : { grant: id, ...change };
    const error = await refusal(t.operator.call('createInvitation', { body }));
    assert.equal(error.code, 'invalid_request');
  });
}

test('refuses an invitation for a grant that there is not', async () => {
  await using t = await aBroker();
  const body = { grant: `gra_${'A'.repeat(22)}` };
  assert.equal((await refusal(t.operator.call('createInvitation', { body }))).code, 'grant_not_found');
});

test('names the certificate of ours that was not accepted, by its thumbprint and end', async () => {
  const { certificate, privateKey } = await aCertificate({ commonName: 'Example Integration' });
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  await using t = await aBroker({ certificate, credential });
  await t.aConnectedPartner();
  refuseRedemptions(t, customerA, 700027);
  const error = await refusal((await t.aCaller()).call('acquireToken', { body: graph }));
  assert.equal(error.code, 'client_credential');
  const { fingerprint, validToDate } = new X509Certificate(certificate);
  const thumbprint = fingerprint.replaceAll(':', '');
  assert.equal(error.facts['credentialThumbprint'], thumbprint);
  assert.equal(error.facts['credentialEndsAt'], validToDate.toISOString());
  assert.ok(error.remedy.includes(thumbprint) && error.remedy.includes(validToDate.toISOString()));
  assert.equal((await onlyGrant(t)).state, 'healthy');
});

test('says that the secret of ours has expired, and never the secret', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  refuseRedemptions(t, customerA, 7000222);
  const error = await refusal((await t.aCaller()).call('acquireToken', { body: graph }));
  assert.equal(error.code, 'client_credential');
  assert.equal(error.facts['credential'], 'secret');
  assert.equal(error.facts['application'], DEFAULT_APPLICATION.clientId);
  assert.match(error.remedy, /the configured client secret/);
  assert.ok(!JSON.stringify([error.message, error.remedy, error.facts]).includes(DEFAULT_APPLICATION.secret));
});

test('says of a customer’s Conditional Access that the customer’s administrator must act', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  refuseRedemptions(t, customerA, 53003);
  const error = await refusal((await t.aCaller()).call('acquireToken', { body: graph }));
  assert.deepEqual([error.code, error.facts['actor']], ['ca_blocked', 'customer administrator']);
});
