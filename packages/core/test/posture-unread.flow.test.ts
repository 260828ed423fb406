import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_TENANTS, type Fault, type World } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import { postureTables } from '../src/contract/index.ts';
import { assess, type Report } from '../src/posture/assess.ts';
import { compareReports } from '../src/posture/compare.ts';
import { type SourceName, sourceTable } from '../src/posture/sources/source-table.ts';
import {
  aCleanWorld,
  addUser,
  type Observation,
  observe,
  observedAt,
  observedPartner,
} from './an-observed-partner.ts';
import { errorOf } from './builders.ts';

const refusal = JSON.stringify({ error: { code: 'Authorization_RequestDenied', message: 'Denied.' } });
const json = { 'content-type': 'application/json' };

const faults: readonly (readonly [name: string, fault: Fault, codes: readonly string[]])[] = [
  [
    '403',
    { kind: 'answer', status: 403, headers: json, body: refusal },
    ['api_forbidden', 'api_mfa_required'],
  ],
  ['500', { kind: 'answer', status: 500, headers: json, body: '{}' }, ['api_unavailable']],
  ['no JSON', { kind: 'garbage' }, ['api_bad_response']],
  [
    'an object without what it should have',
    { kind: 'answer', status: 200, headers: json, body: '{}' },
    ['api_bad_response'],
  ],
  [
    'lists of nothing that is an item',
    { kind: 'answer', status: 200, headers: json, body: '{"value":[null],"items":[7]}' },
    // In Microsoft’s report an account that is not told of is unknown, and counted so.
    ['api_bad_response', 'incomplete'],
  ],
  ['a list of texts', { kind: 'answer', status: 200, headers: json, body: '["a"]' }, ['api_bad_response']],
];

/** Sources that a service answers; what the broker knows itself cannot be refused. */
const names = (Object.keys(sourceTable) as SourceName[]).filter((name) => sourceTable[name].api !== 'broker');

/** A partner in which something is wrong of which each source tells. */
function aTroubledWorld(): { world: World; leftOut: World['users'][number] } {
  const world = aCleanWorld();
  const bare = { totpSecret: undefined } as unknown as Partial<World['users'][number]>;
  addUser(world, 'nothing-registered', { ...bare, directoryRoles: ['Helpdesk Administrator'] });
  addUser(world, 'in-group', { groups: ['Contractors'] });
  addUser(world, 'in-role', { directoryRoles: ['Reports Reader'] });
  addUser(world, 'told-nothing@silent.example');
  const leftOut = addUser(world, 'left-out', { groups: ['AdminAgents'] });
  world.conditionalAccess = [
    aPolicy({
      users: {
        include: 'all',
        exclude: [leftOut.objectId],
        excludeGroups: ['Contractors'],
        excludeRoles: ['Reports Reader'],
      },
    }),
  ];
  for (const tenant of world.tenants)
    if (tenant.id === DEFAULT_TENANTS.partnerOne)
      tenant.domains = [
        { name: 'silent.example', federation: { sendsMfaClaim: false, mfaBehavior: 'enforce' } },
      ];
  return { world, leftOut };
}

async function aTroubledPartner(): Promise<{ observation: Observation; whole: Report }> {
  const { world, leftOut } = aTroubledWorld();
  const observation = await observe(world);
  // Signs in and calls without MFA, so that Partner Center tells of it.
  const { apis } = await observation.apisOf(await observation.signIn(leftOut));
  await errorOf(() => Array.fromAsync(apis.partnerCenter({ partner: observedPartner }).customers()));
  return { observation, whole: assess(await observation.read(), observedAt) };
}

/** The paths at which a source is read. Where the report of methods is refused they are read of each account. */
function pathsOf(name: SourceName): readonly string[] {
  const path = sourceTable[name].path.replace(/\{[a-z]+\}/, '*');
  return name === 'registrations' ? [path, '/v1.0/users/*/authentication/methods'] : [path];
}

const { observation, whole } = await aTroubledPartner();

for (const name of names) {
  describe(`where ${name} answers`, () => {
    for (const [what, fault, codes] of faults)
      test(`${what}: the report ends, lists it, and counts nothing unknown as good`, async () => {
        const service = sourceTable[name].api === 'graph' ? 'graph' : 'partnerCenter';
        const { control } = observation.client.sandbox;
        const played = pathsOf(name).map((path) =>
          control.playFault({ service, path, times: 'always', fault }),
        );
        const part = assess(await observation.read(), observedAt);
        for (const one of played) one.remove();

        const listed = part.unread.find(({ source }) => source === name);
        assert.ok(listed !== undefined && codes.includes(listed.code), JSON.stringify(part.unread));
        assert.ok(listed.remedy.length > 0);
        assert.deepEqual(compareReports(whole, part).fixed, []);
        assertNoBetter(part);
      });
  });
}

function assertNoBetter(part: Report): void {
  for (const [index, figure] of part.figures.entries()) {
    const before = whole.figures[index];
    if (figure.kind === 'not-available') continue;
    assert.ok(before !== undefined && before.kind !== 'not-available');
    const withoutMfa = (one: typeof figure): number => one.whole - one.part;
    // Of calls there are more, for the report itself makes some: with MFA.
    assert.ok(withoutMfa(figure) >= withoutMfa(before), figure.name);
  }
  if (part.tables.accounts === undefined) return;
  const needing = new Set(part.tables.accounts.rows.map(({ id }) => id));
  for (const { id, name } of whole.tables.accounts?.rows ?? []) assert.ok(needing.has(id), name);
}

test('the report of this partner has something to lose in every source', async () => {
  assert.deepEqual(
    whole.unread.map(({ source }) => source),
    ['remembered-devices'],
  );
  const ids = new Set(whole.findings.map(({ id }) => id));
  for (const id of [
    'account_no_method',
    'account_uses_portal_without_mfa',
    'application_calls_without_mfa',
    'federation_mfa_not_seen',
    'policy_excludes_users',
    'policy_excludes_groups',
    'policy_excludes_roles',
    'score_requirement_not_met',
  ])
    assert.ok(ids.has(id), [...ids].join(' '));
});

test('the tables are those of the wire, but for the form of instants', () => {
  const { tables } = whole;
  assert.ok((tables.accounts?.rows.length ?? 0) > 0 && (tables.portal?.rows.length ?? 0) > 0);
  const onWire: unknown = JSON.parse(
    JSON.stringify(tables, (key, value: unknown) =>
      key.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : value,
    ),
  );
  // What the schema does not name it leaves out: nothing is.
  assert.deepEqual(postureTables.parse(onWire), onWire);
});

test('a tenant without any user is read as empty: its shares are neither good nor bad', async () => {
  const world = aCleanWorld();
  world.users = world.users.filter(({ tenantId }) => tenantId !== DEFAULT_TENANTS.partnerOne);
  const { tables, figures, findings, unread } = assess(await (await observe(world)).read(), observedAt);
  const [accounts] = figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.deepEqual([accounts.percent, accounts.part, accounts.whole, accounts.unknown], [undefined, 0, 0, 0]);
  assert.deepEqual(tables.accounts, { total: 0, counts: [], rows: [], leftOut: 0 });
  assert.deepEqual(tables.methods?.rows, []);
  // Microsoft’s own score says that no administrator is asked.
  assert.deepEqual([...new Set(findings.map(({ id }) => id))], ['score_requirement_not_met']);
  // Nobody is there who could ask Partner Center.
  assert.deepEqual(
    unread.map(({ source }) => source),
    ['applications', 'portal', 'requests', 'remembered-devices'],
  );
});

test('without any permission at Graph the report says of each source which one it needs', async () => {
  const { tables, figures, findings, unread } = assess(
    await (await observe(aCleanWorld(), [])).read(),
    observedAt,
  );
  const graph = names.filter((name) => sourceTable[name].api === 'graph');
  for (const name of graph) {
    const { code, remedy = '' } = unread.find(({ source }) => source === name) ?? {};
    // Which groups and accounts matter stands in other sources: their remedy is that of those.
    const other = { groups: 'policies', perUserMfa: 'accounts' }[name as string] ?? name;
    const [permission = ''] = sourceTable[other as SourceName].needs.split(/[ ,]/);
    assert.deepEqual([code, remedy.includes(permission)], ['api_forbidden', true], name);
  }
  assert.deepEqual([tables.accounts, tables.methods, findings], [undefined, undefined, []]);
  assert.equal(figures[0]?.kind, 'not-available');
});
