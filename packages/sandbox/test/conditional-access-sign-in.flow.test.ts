import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import type { ConditionalAccessPolicy, World } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import { aPolicy, consentFrom } from './a-policy.ts';
import { aUserOf, aWorldOf } from './a-world.ts';
import { anAccount, claimsOf, createExampleClient } from './example-client.ts';

const HOUR_MS = 60 * 60_000;
const PARTNER_CENTER = 'https://api.partnercenter.microsoft.com';
const GRAPH = 'https://graph.microsoft.com';

/** A world where nobody is asked for MFA unless a policy wants it. */
function aWorldWithPolicies(...policies: ConditionalAccessPolicy[]): World {
  const world = aWorldOf({ mfa: 'when-asked' });
  world.conditionalAccess = policies;
  return world;
}

test('asks for the one-time code where a policy wants MFA, and for none where no policy applies', async () => {
  const cases: [policy: ConditionalAccessPolicy, amr: string[]][] = [
    [aPolicy(), ['pwd', 'mfa']],
    [aPolicy({ resources: [PARTNER_CENTER] }), ['pwd', 'mfa']],
    [aPolicy({ resources: [GRAPH] }), ['pwd']],
    [aPolicy({ state: 'report-only' }), ['pwd']],
    [aPolicy({ state: 'disabled' }), ['pwd']],
    [aPolicy({ tenantId: DEFAULT_TENANTS.partnerTwo }), ['pwd']],
  ];
  for (const [policy, amr] of cases) {
    const client = await createExampleClient(aWorldWithPolicies(policy));
    await client.connect(anAccount('service'));
    assert.deepEqual(client.sandbox.ledger.signIns()[0]?.amr, amr);
  }
});

test('a policy includes and excludes users', async () => {
  const service = aUserOf(aWorldOf({}), 'service@partner-one.example').objectId;
  const cases: [policy: ConditionalAccessPolicy, amr: string[]][] = [
    [aPolicy({ users: { include: [service] } }), ['pwd', 'mfa']],
    [aPolicy({ users: { include: [] } }), ['pwd']],
    [aPolicy({ users: { include: 'all', exclude: [service] } }), ['pwd']],
  ];
  for (const [policy, amr] of cases) {
    const client = await createExampleClient(aWorldWithPolicies(policy));
    await client.connect(anAccount('service'));
    assert.deepEqual(client.sandbox.ledger.signIns()[0]?.amr, amr);
  }
});

test('shows AADSTS50079 where a policy wants MFA and the account never registered', async () => {
  const client = await createExampleClient(aWorldWithPolicies(aPolicy()));
  assert.match((await client.consent(anAccount('no-mfa')))['page'] ?? '', /AADSTS50079:/);
});

test('shows AADSTS53002 where a policy wants an approved application, and not where MFA will do', async () => {
  const alone = await createExampleClient(aWorldWithPolicies(aPolicy({ grant: 'approved-application' })));
  assert.match((await alone.consent(anAccount('service')))['page'] ?? '', /AADSTS53002:/);
  const either = aPolicy({ grant: ['mfa', 'approved-application'] });
  const client = await createExampleClient(aWorldWithPolicies(either));
  await client.connect(anAccount('service'));
  assert.deepEqual(client.sandbox.ledger.signIns()[0]?.amr, ['pwd', 'mfa']);
});

test('shows AADSTS53003 where a policy blocks the address, and signs in from elsewhere', async () => {
  const policy = aPolicy({
    grant: 'block',
    locations: { include: 'all', exclude: ['203.0.113.0/24', '2001:db8::/32'] },
  });
  const client = await createExampleClient(aWorldWithPolicies(policy));
  const blocked = await client.consent(anAccount('service'));
  assert.match(
    blocked['page'] ?? '',
    /AADSTS53003: Access has been blocked by Conditional Access policies\./,
  );
  assert.equal(blocked['error'], undefined);
  assert.deepEqual(client.sandbox.ledger.signIns()[0]?.codes, [53003]);
  for (const address of ['203.0.113.77', '2001:db8::1']) {
    assert.match((await consentFrom(client, address, anAccount('service')))['code'] ?? '', /^1\./);
  }
  assert.match(
    (await consentFrom(client, '198.51.100.7', anAccount('service')))['page'] ?? '',
    /AADSTS53003:/,
  );
});

test('shows AADSTS530003 where a policy wants a managed device', async () => {
  const client = await createExampleClient(aWorldWithPolicies(aPolicy({ grant: 'compliant-device' })));
  assert.match((await client.consent(anAccount('service')))['page'] ?? '', /AADSTS530003:/);
});

test('an external challenge is passed on a page, and leaves no mfa in amr', async () => {
  const client = await createExampleClient(aWorldWithPolicies(aPolicy({ grant: 'external-challenge' })));
  const { code = '' } = await client.consent(anAccount('service'));
  const { body } = await client.redeem(code);
  assert.deepEqual(claimsOf(body['access_token'])['amr'], ['pwd']);
});

test('asks for the code before the external challenge, where policies want both', async () => {
  const policies = [aPolicy({ grant: 'external-challenge' }), aPolicy()];
  const client = await createExampleClient(aWorldWithPolicies(...policies));
  const { totpSecret: _unused, ...withoutApp } = anAccount('service');
  const page = await client.person.open(client.authorizeUrl());
  const stuck = await signIn(client.person, page, withoutApp);
  assert.match(stuck.text, /AADSTS500121:/);
  const { code = '' } = await client.consent(anAccount('service'));
  assert.deepEqual(claimsOf((await client.redeem(code)).body['access_token'])['amr'], ['pwd', 'mfa']);
});

test('a browser session that is older than the sign-in frequency is not used again', async () => {
  const { grant: _none, ...frequency } = aPolicy({ signInFrequencyHours: 4 });
  const client = await createExampleClient(aWorldWithPolicies(frequency));
  await client.consent(anAccount('service'));
  client.sandbox.clock.move(3 * HOUR_MS);
  const reused = await client.person.open(client.authorizeUrl());
  assert.equal(
    reused.forms[0]?.fields.some(({ name }) => name === 'code'),
    true,
  );
  client.sandbox.clock.move(HOUR_MS);
  const asked = await client.person.open(client.authorizeUrl());
  assert.equal(
    asked.forms[0]?.fields.some(({ name }) => name === 'login'),
    true,
  );
});

test('a browser session without MFA is asked for the code alone when a policy comes to want it', async () => {
  const client = await createExampleClient(aWorldWithPolicies());
  await client.consent(anAccount('service'));
  client.sandbox.world.conditionalAccess.push(aPolicy());
  client.sandbox.clock.move(HOUR_MS);
  const page = await client.person.open(client.authorizeUrl());
  assert.equal(
    page.forms[0]?.fields.some(({ name }) => name === 'otc'),
    true,
  );
  await signIn(client.person, page, anAccount('service'), { now: client.sandbox.clock.now });
  assert.deepEqual(
    client.sandbox.ledger.signIns().map(({ amr }) => amr),
    [['pwd'], ['pwd', 'mfa']],
  );
});

test('calls a guest by their own address when the browser session is asked for the code', async () => {
  const client = await createExampleClient(aWorldWithPolicies());
  const guest = { ...anAccount('service'), userPrincipalName: 'guest@control-panel.example' };
  await client.consent(guest);
  client.sandbox.world.conditionalAccess.push(aPolicy());
  const page = await client.person.open(client.authorizeUrl());
  assert.match(page.text, /Enter code guest@control-panel\.example /);
});

test('redirects AADSTS50076 for a silent request of a browser session that lacks MFA alone', async () => {
  const client = await createExampleClient(aWorldWithPolicies());
  await client.consent(anAccount('service'));
  const { conditionalAccess } = client.sandbox.world;
  conditionalAccess.push(aPolicy());
  const ask = async (): Promise<[error: string | null, description: string]> => {
    const changes = { prompt: 'none', response_mode: 'query' };
    const { searchParams } = new URL((await client.person.open(client.authorizeUrl(changes))).url);
    return [searchParams.get('error'), searchParams.get('error_description') ?? ''];
  };
  const [error, description] = await ask();
  assert.equal(error, 'interaction_required');
  assert.match(description, /^AADSTS50076:/);
  conditionalAccess.push(aPolicy({ grant: 'block' }));
  const [blocked, other] = await ask();
  assert.equal(blocked, 'interaction_required');
  assert.match(other, /^AADSTS53003:/);
});
