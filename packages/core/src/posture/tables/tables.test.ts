import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aPolicyOfGraph,
  anAccountOfGraph,
  aSide,
  someGrantFacts,
  someSources,
  wasRead,
  wasRefused,
} from '../../../test/a-posture.ts';
import { noon } from '../../../test/builders.ts';
import { assess } from '../assess.ts';
import type { Account, AccountSignIns, Registrations, Sources } from '../sources/sources.ts';
import type { AccountRow } from './account-row.ts';
import { listAccountRows } from './list-account-rows.ts';
import type { Tables } from './tables.ts';

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const synchronization = 'd29b2b05-8046-44ba-8758-1e26182fcf32';

function tablesOf(change: Partial<Sources>): Tables {
  return assess(someSources(change), noon).tables;
}

/** Everybody has registered, but for those named. */
function registered(accounts: readonly Account[], ...without: readonly string[]): Registrations {
  const isRegistered = accounts.map(
    ({ id, name }) => [id, !without.includes(name.split('@')[0] ?? '')] as const,
  );
  return { from: 'report', isRegistered: new Map(isRegistered), methods: new Map(), methodsOf: new Map() };
}

function someSignIns(id: string, change: Partial<AccountSignIns>): Sources['signIns'] {
  const none = { name: id, withMfa: 0, withoutMfa: 0, lastWithoutMfaAt: undefined };
  const own = { ...none, byCustomControl: 0, byFederation: 0, ...change };
  const byAccount = new Map([[id, own]]);
  return wasRead({ since: noon, total: 1, withMfa: 0, isCut: false, byAccount, byPassword: new Map() });
}

function rowOf(name: string, change: Partial<Sources>): AccountRow {
  const rows = [...listAccountRows(someSources(change))];
  return rows.find((row) => row.name.startsWith(`${name}@`)) ?? assert.fail(`no row of ${name}`);
}

test('where all is well every account is counted and none needs attention', () => {
  const { accounts, applications, methods, portal } = tablesOf({});
  assert.deepEqual(accounts, {
    total: 3,
    counts: [
      { kind: 'member', state: 'covered', count: 2, registered: 2, notRegistered: 0, registrationUnknown: 0 },
      {
        kind: 'service',
        state: 'covered',
        count: 1,
        registered: 1,
        notRegistered: 0,
        registrationUnknown: 0,
      },
    ],
    rows: [],
    leftOut: 0,
  });
  assert.deepEqual([applications, portal?.rows, portal?.total], [{ rows: [], leftOut: 0 }, [], 0]);
  assert.deepEqual(methods, { from: 'report', rows: [], leftOut: 0 });
});

test('a row says of an account what asks it, what leaves it out, what it has and what it did', () => {
  const policy = aPolicyOfGraph();
  const [gap, report, leavesOut] = [
    aPolicyOfGraph({ id: 'gap', name: 'Not here', excludedLocations: ['AllTrusted'] }),
    aPolicyOfGraph({ id: 'report', name: 'Only looks', state: 'report-only' }),
    aPolicyOfGraph({ id: 'out', name: 'Not Anna', excluded: aSide({ users: ['id of anna'] }) }),
  ];
  const anna = anAccountOfGraph('anna', { isSynced: true });
  const row = rowOf('anna', {
    accounts: wasRead([anna]),
    policies: wasRead([policy, gap, report, leavesOut]),
    securityDefaults: wasRead({ isEnabled: true }),
    perUserMfa: wasRead({ enforced: new Set([anna.id]), notAsked: 0 }),
    registrations: wasRead({
      from: 'report',
      isRegistered: new Map([[anna.id, true]]),
      methods: new Map([['fido2', 1]]),
      methodsOf: new Map([[anna.id, ['fido2']]]),
    }),
    domains: wasRead([{ name: 'contoso.example', isFederated: true, mfaBehavior: undefined }]),
    signIns: someSignIns(anna.id, { withoutMfa: 2, lastWithoutMfaAt: noon }),
    grants: wasRead(['a', 'b'].map((id) => someGrantFacts({ id, account: anna.id }))),
  });
  assert.deepEqual(row, {
    id: 'id of anna',
    name: 'anna@contoso.example',
    kind: 'service',
    isEnabled: true,
    isSynced: true,
    isFederated: true,
    isRegistered: true,
    methods: ['fido2'],
    state: 'covered',
    coveredBy: [
      { by: 'security-defaults' },
      { by: 'per-user-mfa' },
      { by: 'policy', policy: { id: 'policy-1', name: 'Require MFA' } },
    ],
    waysRound: [{ policy: { id: 'gap', name: 'Not here' }, gaps: ['policy_trusted_location'] }],
    excludedBy: [{ policy: { id: 'out', name: 'Not Anna' }, by: 'user' }],
    reportedBy: [{ id: 'report', name: 'Only looks' }],
    grants: ['a', 'b'],
    signInsWithoutMfa: 2,
    lastWithoutMfaAt: noon,
  });
});

test('what could not be read is undefined in a row, and its state is unknown', () => {
  const refused = wasRefused();
  const row = rowOf('anna', {
    securityDefaults: refused,
    policies: refused,
    registrations: refused,
    domains: refused,
    signIns: refused,
  });
  const { state, isRegistered, methods, isFederated, signInsWithoutMfa } = row;
  assert.equal(state, 'unknown');
  assert.deepEqual(
    [isRegistered, methods, isFederated, signInsWithoutMfa],
    [undefined, undefined, undefined, undefined],
  );
});

test('an account that is not in a log which was cut may have signed in without MFA', () => {
  const log = { since: noon, total: 0, withMfa: 0, byAccount: new Map(), byPassword: new Map() };
  assert.equal(rowOf('anna', { signIns: wasRead({ ...log, isCut: true }) }).signInsWithoutMfa, undefined);
  assert.equal(rowOf('anna', { signIns: wasRead({ ...log, isCut: false }) }).signInsWithoutMfa, 0);
});

test('what an account is for is told by its grant, its name, its roles and who leaves it out', () => {
  const names = ['anna', 'svc-backup', 'robot', 'boss', 'emergency', 'connect', 'guest'];
  const accounts = names.map((name) => anAccountOfGraph(name, { isGuest: name === 'guest' }));
  const kinds = [
    ...listAccountRows(
      someSources({
        accounts: wasRead(accounts),
        policies: wasRead([aPolicyOfGraph({ excluded: aSide({ users: ['id of emergency'] }) })]),
        roles: wasRead(
          new Map([
            ['id of boss', [globalAdministrator]],
            ['id of emergency', [globalAdministrator]],
            ['id of connect', [synchronization]],
          ]),
        ),
      }),
    ),
  ].map(({ kind }) => kind);
  assert.deepEqual(kinds, [
    'member',
    'service',
    'service',
    'member',
    'emergency',
    'synchronization',
    'guest',
  ]);
});

test('the states of accounts', () => {
  const state = (change: Partial<Sources>): string => rowOf('anna', change).state;
  const withPolicy = (change: Parameters<typeof aPolicyOfGraph>[0]): Partial<Sources> => ({
    policies: wasRead([aPolicyOfGraph(change)]),
  });
  assert.equal(state({}), 'covered');
  assert.equal(state({ accounts: wasRead([anAccountOfGraph('anna', { isEnabled: false })]) }), 'disabled');
  assert.equal(state(withPolicy({ excludedLocations: ['AllTrusted'] })), 'way-round');
  assert.equal(state(withPolicy({ excluded: aSide({ users: ['id of anna'] }) })), 'excluded');
  assert.equal(state(withPolicy({ state: 'report-only' })), 'report-only');
  assert.equal(state(withPolicy({ users: aSide({ users: ['id of bo'] }) })), 'not-covered');
  assert.equal(
    state({ ...withPolicy({ users: aSide({ groups: ['some'] }) }), groups: wasRefused() }),
    'unknown',
  );
});

test('those that need attention come by their gravity, and those with a grant before the others', () => {
  const names = ['well', 'off', 'connect', 'unknown', 'bare', 'seen', 'left', 'bare-left', 'robot'];
  const accounts = names.map((name) => anAccountOfGraph(name, { isEnabled: name !== 'off' }));
  const registrations = registered(accounts, 'bare', 'bare-left', 'robot', 'off', 'connect');
  const isRegistered = new Map(registrations.isRegistered);
  isRegistered.delete('id of unknown');
  const excluded = aSide({ users: ['id of left', 'id of bare-left', 'id of robot'] });
  const { accounts: table } = tablesOf({
    accounts: wasRead(accounts),
    policies: wasRead([aPolicyOfGraph({ excluded })]),
    registrations: wasRead({ ...registrations, isRegistered }),
    roles: wasRead(new Map([['id of connect', [synchronization]]])),
    signIns: someSignIns('id of seen', { withoutMfa: 1, lastWithoutMfaAt: noon }),
  });
  assert.deepEqual(
    table?.rows.map(({ name }) => name.split('@')[0]),
    ['robot', 'bare-left', 'left', 'seen', 'bare', 'unknown', 'connect'],
  );
  assert.equal(table?.total, 9);
  assert.equal(
    table?.counts.reduce((sum, { count }) => sum + count, 0),
    9,
  );
});

test('the second factor of whoever signs in at an identity provider is there, unless Entra does its own', () => {
  const names = (mfaBehavior: string | undefined): readonly string[] => {
    const accounts = [anAccountOfGraph('anna')];
    const domains = wasRead([{ name: 'contoso.example', isFederated: true, mfaBehavior }]);
    const registrations = wasRead(registered(accounts, 'anna'));
    return (
      tablesOf({ accounts: wasRead(accounts), domains, registrations }).accounts?.rows.map(
        ({ name }) => name,
      ) ?? []
    );
  };
  assert.deepEqual(names('enforceMfaByFederatedIdp'), []);
  assert.deepEqual(names('rejectMfaByFederatedIdp'), ['anna@contoso.example']);
});

test('whoever signs in at an identity provider is federated, also where Entra does its own MFA', () => {
  for (const mfaBehavior of ['enforceMfaByFederatedIdp', 'rejectMfaByFederatedIdp', undefined]) {
    const domains = wasRead([{ name: 'contoso.example', isFederated: true, mfaBehavior }]);
    const [row] = listAccountRows(someSources({ domains }));
    assert.equal(row?.isFederated, true, String(mfaBehavior));
  }
});

test('of 5,000 accounts that nobody asks a thousand are named, all are counted, and all can be listed', () => {
  const accounts = Array.from({ length: 5000 }, (_, index) => anAccountOfGraph(`user-${index}`));
  const sources = someSources({
    accounts: wasRead(accounts),
    policies: wasRead([]),
    registrations: wasRead(registered(accounts)),
  });
  const { tables } = assess(sources, noon);
  assert.deepEqual(
    [tables.accounts?.rows.length, tables.accounts?.leftOut, tables.accounts?.total],
    [1000, 4000, 5000],
  );
  assert.deepEqual(tables.accounts?.counts, [
    {
      kind: 'member',
      state: 'not-covered',
      count: 5000,
      registered: 5000,
      notRegistered: 0,
      registrationUnknown: 0,
    },
  ]);
  let listed = 0;
  for (const { name } of listAccountRows(sources)) if (name === accounts[listed]?.name) listed += 1;
  assert.equal(listed, 5000);
});

test('an application has its share of calls with MFA, and who called without', () => {
  const calls = (id: string, total: number, withMfa: number) => ({
    id,
    name: `Tool ${id}`,
    total,
    withMfa,
    lastWithoutMfaAt: noon,
  });
  const applications = wasRead([calls('a', 3, 2), calls('b', 3, 0), calls('c', 0, 0)]);
  const callers = new Map([['b', { count: 1, lastAt: noon + 1, accounts: new Set(['anna']) }]]);
  const table = tablesOf({ applications, requests: wasRead(callers) }).applications;
  assert.deepEqual(
    table?.rows.map((row) => [
      row.id,
      row.withoutMfa,
      row.percentWithMfa,
      row.lastWithoutMfaAt,
      row.accounts,
    ]),
    [
      ['b', 3, 0, noon + 1, ['anna']],
      ['a', 1, 66.6, noon, []],
      ['c', 0, undefined, noon, []],
    ],
  );
  const unread = tablesOf({ applications, requests: wasRefused() }).applications;
  assert.deepEqual(
    unread?.rows.map(({ accounts }) => accounts),
    [undefined, undefined, undefined],
  );
});

test('methods come by how many have them, and who used the portal by when', () => {
  const { methods, portal } = tablesOf({
    registrations: wasRead({
      from: 'methods',
      isRegistered: new Map(),
      methods: new Map([
        ['fido2', 1],
        ['phone', 7],
      ]),
      methodsOf: new Map(),
    }),
    portal: wasRead({
      count: 3,
      lastAt: noon,
      principals: [
        { name: 'anna', lastAt: undefined },
        { name: 'bo', lastAt: noon },
      ],
    }),
  });
  const rows = [
    { method: 'phone', accounts: 7 },
    { method: 'fido2', accounts: 1 },
  ];
  assert.deepEqual(methods, { from: 'methods', rows, leftOut: 0 });
  assert.deepEqual(
    [portal?.rows.map(({ name }) => name), portal?.total, portal?.leftOut],
    [['bo', 'anna'], 3, 1],
  );
});

test('a table whose source could not be read is not there', () => {
  const refused = wasRefused();
  const tables = tablesOf({
    accounts: refused,
    applications: refused,
    registrations: refused,
    portal: refused,
  });
  assert.deepEqual(tables, {
    accounts: undefined,
    applications: undefined,
    methods: undefined,
    portal: undefined,
  });
  assert.deepEqual([...listAccountRows(someSources({ accounts: refused }))], []);
});
