import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customer, partner } from '../../test/builders.ts';
import { readTenantId } from '../ids.ts';
import type { TransportFailure } from '../ports.ts';
import type { Source } from '../posture/sources/source.ts';
import { checkBroker } from './broker-checks.ts';
import type { BrokerFacts, CredentialState, RegistrationFacts } from './broker-facts.ts';
import type { Check } from './check.ts';
import { type CheckId, type CheckRow, checkTable } from './check-table.ts';
import { checkNode, checkPrivatePlaces, checkRedirectUris } from './machine-checks.ts';
import { checkClock, checkHosts, checkProxy } from './network-checks.ts';
import { checkPartner } from './partner-checks.ts';
import type { DiagnosedGrant, PartnerFacts, TriedCustomer } from './partner-facts.ts';
import type { HostProbe } from './probe-hosts.ts';
import { countChecks } from './summarize-checks.ts';

const now = Date.UTC(2026, 10, 26);
const dayMs = 24 * 60 * 60 * 1000;
const read = <Value>(value: Value): Source<Value> => ({ outcome: 'read', value, at: now });
const unread = { outcome: 'unreadable', code: 'api_forbidden', remedy: 'Give it.', at: now } as const;
const home = readTenantId('10000000-0000-4000-8000-000000000000');
const application = '4e0ff2d6-0a6c-4a6b-9c79-8a1f3f6f1c55';
const cloudApplicationAdministrator = '158c047a-c907-4556-b7ef-446551a6b5f7';
const partnerCenter = 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd';

const aCredential: CredentialState = {
  name: 'application.secretFile',
  kind: 'secret',
  expiresAt: now + 365 * dayMs,
  isRefused: false,
  isAccepted: true,
};

const aRegistration: RegistrationFacts = {
  home,
  isHomePartner: false,
  application: {
    audience: 'AzureADMultipleOrgs',
    redirectUris: ['https://broker.example/consent/callback'],
    spaRedirectUris: [],
    allowsPublicClients: false,
    issuesIdTokens: false,
  },
};

const aBroker: BrokerFacts = {
  troubles: [],
  clockDifferenceMs: 300,
  hasSigningKeys: true,
  vault: read({ into: 'key-vault', configured: ['database', 'key-vault'], outOfReach: 0, waiting: 0 }),
  credentials: [aCredential],
  credentialsAsked: read(true as const),
  credentialProblems: [],
  registration: read(aRegistration),
  wanted: {
    kind: 'vendor',
    redirectUris: ['https://broker.example/consent/callback'],
    needsIdTokens: false,
  },
};

const aGrant: DiagnosedGrant = {
  facts: {
    id: 'gra_1',
    account: '6b1f6d5c-3d7e-4a5e-8f0c-3f4f5f6f7f8f',
    accountName: 'service@fabrikam.example',
    application,
    amr: ['pwd', 'mfa'],
    isMfaCompliant: true,
    mfaRefusedAt: undefined,
    redeemedAt: now,
  },
  state: 'healthy',
  happened: undefined,
  ends: [],
  account: read({ isGuest: false, isEnabled: true }),
};

const given = { kind: 'given', isGuest: false } as const;
const aPartner: PartnerFacts = {
  partner,
  about: { kind: undefined, kindFrom: undefined, cloud: { name: 'public', builtIn: true } },
  principal: read({ isEnabled: true }),
  permissions: read([{ api: partnerCenter, scopes: new Set(['user_impersonation']) }]),
  grants: [aGrant],
  unreadEnds: [],
  customers: read({
    customers: [{ customer, name: 'Contoso', roles: new Set([cloudApplicationAdministrator]) }],
    leftOff: 0,
  }),
  tried: read([{ customer, name: 'Contoso', outcome: given }]),
};

const brokerWith = (change: Partial<BrokerFacts>) => checkBroker({ ...aBroker, ...change }, now);
const partnerWith = (change: Partial<PartnerFacts>) => checkPartner({ ...aPartner, ...change }, now);
const grantWith = ({ facts, ...change }: Partial<Omit<DiagnosedGrant, 'facts'>> & { facts?: object }) =>
  partnerWith({ grants: [{ ...aGrant, ...change, facts: { ...aGrant.facts, ...facts } }] });
const credentialWith = (change: Partial<CredentialState>) =>
  brokerWith({ credentials: [{ ...aCredential, ...change }] });
const registrationWith = (change: Partial<RegistrationFacts['application']>) =>
  brokerWith({
    registration: read({ ...aRegistration, application: { ...aRegistration.application, ...change } }),
  });
const refusedBy = (aadsts: number | undefined, isElsewhere = false): TriedCustomer['outcome'] => ({
  kind: 'refused',
  code: 'tenant_setup',
  aadsts,
  remedy: 'Do that.',
  isElsewhere,
});
const triedWith = (outcome: TriedCustomer['outcome']) =>
  partnerWith({ tried: read([{ customer, name: 'Contoso', outcome }]) });
const probe = (outcome: HostProbe['outcome']): HostProbe => ({
  what: 'Microsoft Graph',
  origin: 'https://graph.example',
  outcome,
});
const answered = (status: number, aheadMs: number | undefined = 0) =>
  probe({ kind: 'answered', status, aheadMs });
const broken = (failure: TransportFailure) => probe({ kind: 'failed', failure, message: 'no' });

/** Every way in which a check does not pass, alone: without a case here the last test fails. */
const cases: readonly (readonly [
  what: string,
  checks: readonly Check[],
  id: CheckId,
  status: Check['status'],
])[] = [
  ['an old Node.js', [checkNode('22.1.0', 24)], 'machine.node', 'fail'],
  [
    'an open key',
    [checkPrivatePlaces([{ path: '/k', what: 'operator key', isOpen: true }])],
    'machine.private-files',
    'fail',
  ],
  [
    'a key that may not be looked at',
    [
      checkPrivatePlaces([
        { path: '/d', what: 'data folder', isOpen: false },
        { path: '/k', what: 'master key', isOpen: 'unseen' },
      ]),
    ],
    'machine.private-files',
    'unknown',
  ],
  [
    'pages for this machine alone',
    [checkRedirectUris('http://localhost:44395', [], true)],
    'machine.redirect-uris',
    'warn',
  ],
  ['a proxy that nobody uses', [checkProxy(undefined, ['HTTPS_PROXY'])], 'network.proxy', 'warn'],
  ['a host in trouble', checkHosts([answered(503)]), 'network.host', 'warn'],
  ...(['dns', 'connect', 'proxy', 'tls', 'timeout', 'reset', 'protocol', 'too_large'] as const).map(
    (failure) => [`a host: ${failure}`, checkHosts([broken(failure)]), 'network.host', 'fail'] as const,
  ),
  ['a clock a bit off', [checkClock([answered(200, 90_000)])], 'network.clock', 'warn'],
  ['a clock off', [checkClock([answered(200, -600_000)])], 'network.clock', 'fail'],
  ['hosts without a date', [checkClock([broken('dns')])], 'network.clock', 'unknown'],
  [
    'a store that fails',
    brokerWith({ troubles: [{ part: 'store', code: 'store_unavailable', remedy: 'See.' }] }),
    'broker.store',
    'fail',
  ],
  ['a broker’s clock a bit off', brokerWith({ clockDifferenceMs: -61_000 }), 'broker.clock', 'warn'],
  ['a broker’s clock off', brokerWith({ clockDifferenceMs: 301_000 }), 'broker.clock', 'fail'],
  ['a clock that nobody measured', brokerWith({ clockDifferenceMs: undefined }), 'broker.clock', 'unknown'],
  ['no signing keys', brokerWith({ hasSigningKeys: false }), 'broker.signing-keys', 'fail'],
  [
    'a vault that refuses',
    brokerWith({ vault: { ...unread, code: 'vault_denied' } }),
    'broker.vault',
    'fail',
  ],
  [
    'a vault that takes too long',
    brokerWith({ vault: { ...unread, code: 'incomplete' } }),
    'broker.vault',
    'unknown',
  ],
  [
    'grants in a vault that is gone',
    brokerWith({ vault: read({ into: 'database', configured: ['database'], outOfReach: 2, waiting: 0 }) }),
    'broker.vault',
    'warn',
  ],
  [
    'tokens that wait',
    brokerWith({ vault: read({ into: 'database', configured: ['database'], outOfReach: 0, waiting: 1 }) }),
    'broker.vault',
    'warn',
  ],
  [
    'a credential near its end',
    credentialWith({ expiresAt: now + 30 * dayMs }),
    'application.credential',
    'warn',
  ],
  ['a credential without an end', credentialWith({ expiresAt: undefined }), 'application.credential', 'warn'],
  ['a credential that ended', credentialWith({ expiresAt: now }), 'application.credential', 'fail'],
  ['a credential that is refused', credentialWith({ isRefused: true }), 'application.credential', 'fail'],
  [
    'one of two that is refused',
    brokerWith({
      credentials: [
        { ...aCredential, isRefused: true },
        { ...aCredential, name: 'second' },
      ],
    }),
    'application.credential',
    'warn',
  ],
  [
    'a credential that nobody could ask about',
    brokerWith({ credentials: [{ ...aCredential, isAccepted: false }], credentialsAsked: unread }),
    'application.credential',
    'unknown',
  ],
  [
    'a credential without an answer',
    credentialWith({ isAccepted: false }),
    'application.credential',
    'unknown',
  ],
  [
    'files that cannot be taken up',
    brokerWith({
      credentialProblems: [{ name: 'application.secretFile', problem: 'is empty', remedy: 'Fill it.' }],
    }),
    'application.credential-files',
    'fail',
  ],
  ['one tenant', registrationWith({ audience: 'AzureADMyOrg' }), 'registration.kind', 'fail'],
  ['other redirect URIs', registrationWith({ redirectUris: [] }), 'registration.redirect-uris', 'fail'],
  ['a public client', registrationWith({ allowsPublicClients: true }), 'registration.client', 'warn'],
  [
    'no id_tokens',
    brokerWith({ wanted: { ...aBroker.wanted, needsIdTokens: true } }),
    'registration.client',
    'fail',
  ],
  [
    'another owner',
    brokerWith({ wanted: { ...aBroker.wanted, kind: 'partner' } }),
    'registration.owner',
    'warn',
  ],
  ['no service principal', partnerWith({ principal: read(undefined) }), 'partner.service-principal', 'fail'],
  [
    'a disabled one',
    partnerWith({ principal: read({ isEnabled: false }) }),
    'partner.service-principal',
    'fail',
  ],
  [
    'a principal that is not read',
    partnerWith({ principal: unread }),
    'partner.service-principal',
    'unknown',
  ],
  ['no consent', partnerWith({ permissions: read([]) }), 'partner.permissions', 'fail'],
  [
    'a missing permission',
    partnerWith({ permissions: read([{ api: partnerCenter, scopes: new Set<string>() }]) }),
    'partner.permissions',
    'fail',
  ],
  [
    'a retired permission',
    partnerWith({
      permissions: read([
        { api: partnerCenter, scopes: new Set(['user_impersonation']) },
        { api: '00000002-0000-0000-c000-000000000000', scopes: new Set(['User.Read']) },
      ]),
    }),
    'partner.retired-permissions',
    'warn',
  ],
  ['no grant', partnerWith({ grants: [] }), 'grant.state', 'fail'],
  [
    'a grant that is over',
    grantWith({
      state: 'consent_needed',
      happened: {
        code: 'consent_needed',
        aadsts: 50173,
        meaning: 'It was revoked.',
        remedy: 'Invite.',
        actor: 'invited person',
        since: now,
        evidence: {},
      },
    }),
    'grant.state',
    'fail',
  ],
  ['a grant without MFA', grantWith({ facts: { amr: ['pwd'], isMfaCompliant: false } }), 'grant.mfa', 'fail'],
  [
    'a grant of which nobody tells',
    grantWith({ facts: { amr: undefined, isMfaCompliant: undefined } }),
    'grant.mfa',
    'unknown',
  ],
  [
    'a grant near its end',
    grantWith({
      // That of the credential comes first, and is told elsewhere.
      ends: [
        { id: 'a', cause: 'credential', at: now + dayMs, isCertain: true, about: undefined },
        { id: 'b', cause: 'sign-in-frequency', at: now + 2 * dayMs, isCertain: true, about: 'Weekly' },
      ],
    }),
    'grant.end',
    'warn',
  ],
  [
    'policies that are not read',
    partnerWith({ unreadEnds: [{ source: 'policies', code: 'api_forbidden', remedy: 'Give it.' }] }),
    'grant.end',
    'unknown',
  ],
  ['a guest', grantWith({ account: read({ isGuest: true, isEnabled: true }) }), 'grant.account', 'fail'],
  ['an account that is gone', grantWith({ account: read(undefined) }), 'grant.account', 'fail'],
  [
    'a disabled account',
    grantWith({ account: read({ isGuest: false, isEnabled: false }) }),
    'grant.account',
    'fail',
  ],
  [
    'no relationship',
    partnerWith({ customers: read({ customers: [], leftOff: 0 }) }),
    'customers.gdap',
    'warn',
  ],
  [
    'no role',
    partnerWith({
      customers: read({ customers: [{ customer, name: undefined, roles: new Set<string>() }], leftOff: 0 }),
    }),
    'customers.gdap',
    'fail',
  ],
  [
    'no role to consent',
    partnerWith({
      customers: read({ customers: [{ customer, name: undefined, roles: new Set(['x']) }], leftOff: 0 }),
    }),
    'customers.gdap',
    'warn',
  ],
  [
    'more than were looked at',
    partnerWith({
      customers: read({
        customers: [{ customer, name: undefined, roles: new Set([cloudApplicationAdministrator]) }],
        leftOff: 7,
      }),
    }),
    'customers.gdap',
    'unknown',
  ],
  ['a guest at a customer', triedWith({ kind: 'given', isGuest: true }), 'customers.guest', 'fail'],
  ['a stranger with roles', triedWith(refusedBy(50020)), 'customers.guest', 'fail'],
  ['no consent of a customer', triedWith(refusedBy(65001)), 'customers.service-principal', 'fail'],
  ['a customer’s policy', triedWith(refusedBy(53003)), 'customers.token', 'fail'],
];

for (const [what, checks, id, status] of cases) {
  test(`${what}: ${id} ${status}, with a remedy, and everything else passes`, () => {
    const bad = checks.filter((check) => check.status !== 'pass');
    assert.deepEqual(
      bad.map((check) => [check.id, check.status]),
      [[id, status]],
    );
    assert.ok(bad.every(({ remedy, found }) => (remedy ?? '') !== '' && found !== ''));
  });
}

test('where nothing is in the way everything passes, without a remedy', () => {
  const all = [...checkBroker(aBroker, now), ...checkPartner(aPartner, now)];
  assert.deepEqual(countChecks(all), { pass: all.length, warn: 0, fail: 0, unknown: 0 });
  assert.ok(all.every(({ remedy, link }) => remedy === undefined && link === undefined));
});

test('a customer that could not be tried makes its checks unknown, and a stranger without a role is told once', () => {
  const ids = (checks: readonly Check[], status: string) =>
    checks.filter((check) => check.status === status).map(({ id }) => id);
  const passing = ['customers.guest', 'customers.service-principal', 'customers.token'];
  assert.deepEqual(ids(triedWith(refusedBy(undefined, true)), 'unknown'), passing);
  const stranger = partnerWith({
    customers: read({ customers: [{ customer, name: undefined, roles: new Set<string>() }], leftOff: 0 }),
    tried: read([{ customer, name: undefined, outcome: refusedBy(50020) }]),
  });
  assert.deepEqual(ids(stranger, 'fail'), ['customers.gdap']);
});

test('a registration that is not read is unknown in every respect', () => {
  const checks = brokerWith({ registration: unread }).filter(({ status }) => status === 'unknown');
  assert.deepEqual(
    checks.map(({ id }) => id),
    ['registration.kind', 'registration.owner', 'registration.redirect-uris', 'registration.client'],
  );
});

test('ids of a partner and a grant stand in the remedies, and one wrong clock of three is none of ours', () => {
  const remedyOf = (checks: readonly Check[]) => checks.find(({ status }) => status === 'fail')?.remedy ?? '';
  assert.match(remedyOf(partnerWith({ principal: read(undefined) })), new RegExp(`--partner ${partner}`));
  assert.match(remedyOf(grantWith({ account: read(undefined) })), /consentry revoke gra_1/);
  assert.equal(checkClock([answered(200), answered(200, 400), answered(200, 9_000_000)]).status, 'pass');
});

test('every way in which the table says that a check warns or fails has a case, and no other has', () => {
  // These the command makes: they are shown by its own tests.
  const ofCommand = ['machine.configuration', 'broker.reached'];
  const said = Object.entries<CheckRow>(checkTable).flatMap(([id, { warns, fails }]) => {
    if (ofCommand.includes(id)) return [];
    return [...(warns === undefined ? [] : [`${id} warn`]), ...(fails === undefined ? [] : [`${id} fail`])];
  });
  const shown = cases
    .filter(([, , , status]) => status !== 'unknown')
    .map(([, , id, status]) => `${id} ${status}`);
  // The command says it of all partners.
  const exempt = 'grant.state warn';
  assert.deepEqual(said.filter((one) => one !== exempt).toSorted(), [...new Set(shown)].toSorted());
});

test('says of how many customers those are that were tried', () => {
  const customers = Array.from({ length: 50 }, () => ({
    customer,
    name: 'Contoso',
    roles: new Set([cloudApplicationAdministrator]),
  }));
  const checks = partnerWith({ customers: read({ customers, leftOff: 0 }) });
  const found = checks.find(({ id }) => id === 'customers.token')?.found;
  assert.equal(found, '1 of 50 customers were tried.');
});
