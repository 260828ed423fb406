import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aSealedGrant, dayMs } from '../../test/a-grant.ts';
import { aPolicyOfGraph, aSide, wasRead, wasRefused } from '../../test/a-posture.ts';
import { customer, noon } from '../../test/builders.ts';
import { readApplicationId, readTenantId } from '../ids.ts';
import type { AccessPolicy } from '../posture/sources/sources.ts';
import type { GrantEndFacts, RelationshipFacts } from './forecast-facts.ts';
import { forecastGrant } from './forecast-grant.ts';

const grant = aSealedGrant({ consentedAt: noon, sealedAt: noon + dayMs });
const other = readTenantId('99999999-9999-4999-8999-999999999999');

function someFacts(change: Partial<GrantEndFacts> = {}): GrantEndFacts {
  return {
    grant,
    refusal: undefined,
    application: grant.application,
    credentials: [],
    frequencies: wasRead({ policies: [], memberships: { groups: new Map(), roles: new Map() } }),
    relationships: wasRead([]),
    ...change,
  };
}

const withPolicy = (
  change: Partial<AccessPolicy>,
  groups: Map<string, Set<string>> | undefined = new Map(),
): GrantEndFacts =>
  someFacts({
    frequencies: wasRead({
      policies: [aPolicyOfGraph({ signInFrequencyMs: 7 * dayMs, controls: [], ...change })],
      memberships: { groups, roles: new Map() },
    }),
  });

const withCredentials = (...credentials: GrantEndFacts['credentials'][number][]): GrantEndFacts =>
  someFacts({ credentials });

const withRelationships = (...relationships: Partial<RelationshipFacts>[]): GrantEndFacts =>
  someFacts({
    relationships: wasRead(
      relationships.map((one) => ({
        id: 'id',
        customer,
        customerName: 'Contoso',
        endsAt: undefined,
        ...one,
      })),
    ),
  });

/** Each end as its id and the days from the consent. */
function endsOf(facts: GrantEndFacts): readonly (readonly [string, number])[] {
  return forecastGrant(facts).ends.map(({ id, at }) => [id, (at - noon) / dayMs]);
}

const inactivity = ['inactivity', 91] as const;

test('a grant that nobody redeems ends 90 days after its refresh token was stored', () => {
  assert.deepEqual(endsOf(someFacts()), [inactivity]);
});

test('the sign-in frequency counts from the sign-in, which no redemption renews, and the earliest end is first', () => {
  const facts = withPolicy({});
  assert.deepEqual(endsOf(facts), [['sign-in-frequency:policy-1', 7], inactivity]);
  assert.deepEqual(endsOf({ ...facts, grant: { ...grant, sealedAt: noon + 6 * dayMs } })[0], [
    'sign-in-frequency:policy-1',
    7,
  ]);
  assert.equal(forecastGrant(facts).ends[0]?.about, 'Require MFA');
});

test('a policy that wants a sign-in every time ends a grant at its sign-in', () => {
  assert.deepEqual(endsOf(withPolicy({ signInFrequencyMs: 'everyTime' }))[0]?.[1], 0);
});

const passed: Readonly<Record<string, Partial<AccessPolicy>>> = {
  'only reports': { state: 'report-only' },
  'is off': { state: 'disabled' },
  'leaves the account out': { excluded: aSide({ users: [grant.subject] }) },
  'is for others': { users: aSide({ users: ['somebody else'] }) },
  'is for old clients': { clientAppTypes: ['exchangeActiveSync', 'other'] },
  'is for another API': { includedApplications: ['00000002-0000-0ff1-ce00-000000000000'] },
  'leaves both APIs out': {
    excludedApplications: ['fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd', '00000003-0000-0000-c000-000000000000'],
  },
  'wants no new sign-in': { signInFrequencyMs: undefined },
};

for (const [what, change] of Object.entries(passed)) {
  test(`a policy that ${what} ends nothing`, () => {
    assert.deepEqual(endsOf(withPolicy(change)), [inactivity]);
  });
}

const doubtful: Readonly<Record<string, readonly [Partial<AccessPolicy>, Map<string, Set<string>>?]>> = {
  'is for some places': [{ includedLocations: ['place'] }],
  'leaves trusted places out': [{ excludedLocations: ['AllTrusted'] }],
  'looks at risk': [{ hasOtherConditions: true }],
  'names a group that could not be read': [{ users: aSide({ groups: ['group'] }) }],
};

for (const [what, [change, groups]] of Object.entries(doubtful)) {
  test(`of a policy that ${what}, the end is told and called uncertain`, () => {
    const [first] = forecastGrant(withPolicy(change, groups)).ends;
    assert.deepEqual([first?.cause, first?.isCertain], ['sign-in-frequency', false]);
  });
}

test('a policy that looks at risk ended no grant that was redeemed since', () => {
  const everyTime = withPolicy({ signInFrequencyMs: 'everyTime', hasOtherConditions: true });
  assert.deepEqual(endsOf(everyTime), [inactivity]);
  assert.deepEqual(endsOf({ ...everyTime, grant: { ...grant, sealedAt: noon } }), [['inactivity', 90]]);
  const week = withPolicy({ hasOtherConditions: true });
  assert.deepEqual(endsOf({ ...week, grant: { ...grant, sealedAt: noon + 8 * dayMs } }), [
    ['inactivity', 98],
  ]);
});

test('a policy for a group of the account is certain', () => {
  const facts = withPolicy(
    { users: aSide({ groups: ['group'] }) },
    new Map([['group', new Set([grant.subject])]]),
  );
  assert.equal(forecastGrant(facts).ends[0]?.isCertain, true);
});

const aCredential = (name: string, days: number | undefined, isRefused = false) => ({
  name,
  expiresAt: days === undefined ? undefined : noon + days * dayMs,
  isRefused,
});

test('the application ends with the last of its credentials', () => {
  const both = withCredentials(aCredential('one', 5), aCredential('two', 20));
  assert.deepEqual(endsOf(both), [['credential:two', 20], inactivity]);
});

test('a credential that is refused already keeps nothing alive', () => {
  const both = withCredentials(aCredential('one', 5), aCredential('two', 20, true));
  assert.deepEqual(endsOf(both)[0], ['credential:one', 5]);
});

test('where the end of one credential is not known, none is told', () => {
  assert.deepEqual(endsOf(withCredentials(aCredential('one', 5), aCredential('two', undefined))), [
    inactivity,
  ]);
});

test('a grant of another application, which came by device code, has no credential that ends', () => {
  const application = readApplicationId('70000000-0000-4000-8000-000000000009');
  assert.deepEqual(endsOf({ ...withCredentials(aCredential('one', 5)), application }), [inactivity]);
});

test('a customer is lost with the last of its relationships, and one without an end keeps it', () => {
  const ends = endsOf(
    withRelationships(
      { endsAt: noon + 10 * dayMs },
      { endsAt: noon + 30 * dayMs },
      { customer: other, endsAt: noon + 5 * dayMs },
      { customer: other },
    ),
  );
  assert.deepEqual(ends, [[`gdap:${customer}`, 30], inactivity]);
});

test('a source that could not be read gives no end', () => {
  assert.deepEqual(endsOf(someFacts({ frequencies: wasRefused(), relationships: wasRefused() })), [
    inactivity,
  ]);
});

for (const state of ['consent_needed', 'held', 'revoked'] as const) {
  test(`a grant that is ${state} has no end to come, and says what happened`, () => {
    const stateEvidence = { aadsts: 50173, traceId: 'trace', claims: '{}' };
    const stateReason = state === 'consent_needed' ? 'consent_needed:50173' : 'whatever';
    const { ends, happened } = forecastGrant(
      someFacts({ grant: { ...grant, state, stateReason, stateSince: noon, stateEvidence } }),
    );
    assert.deepEqual(ends, []);
    assert.equal(happened?.since, noon);
    assert.deepEqual(happened?.evidence, { aadsts: 50173, traceId: 'trace' });
    if (state === 'consent_needed') {
      assert.equal(happened?.aadsts, 50173);
      assert.equal(happened?.meaning, 'The grant was revoked.');
    }
  });
}

test('a refusal of the partner’s tenant that does not end the grant is told, until somebody consents anew', () => {
  const refusal = {
    code: 'tenant_setup',
    evidence: { aadsts: 65001 },
    since: noon,
    seenAt: noon + 1,
  } as const;
  const { ends, happened } = forecastGrant(someFacts({ refusal }));
  assert.equal(ends.length, 1);
  assert.deepEqual([happened?.code, happened?.aadsts, happened?.since], ['tenant_setup', 65001, noon]);
  const renewed = someFacts({ refusal, grant: { ...grant, consentedAt: noon + 2 } });
  assert.equal(forecastGrant(renewed).happened, undefined);
});
