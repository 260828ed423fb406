import assert from 'node:assert/strict';
import { DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { aPolicy } from '../../sandbox/test/a-policy.ts';
import type { FindingId } from '../src/posture/findings/finding-table.ts';
import { aCleanWorld, addUser, observedAt } from './an-observed-partner.ts';
import { office, policyDefects } from './policy-defects.ts';

type User = World['users'][number];
type Policy = World['conditionalAccess'][number];

const { partnerOne, customerA, customerB, vendor } = DEFAULT_TENANTS;
const partnerCenter = 'https://api.partnercenter.microsoft.com';
const dayMs = 24 * 60 * 60 * 1000;

/** Something that is wrong in the world, and the finding that must stand for it. */
export interface Defect {
  readonly cause: string;
  readonly id: FindingId;
  readonly subject: string;
  /** Whom it is about: the first part of each sign-in name. */
  readonly names: readonly string[];
}

/** Programs of partner one beside the integration, each with a secret of its own. */
export const programs = {
  script: { clientId: '41000000-0000-4000-8000-000000000001', secret: 'example-script-secret~1' },
  dashboard: { clientId: '41000000-0000-4000-8000-000000000002', secret: 'example-dashboard-secret~1' },
} as const;

export interface WorldOfDefects {
  readonly world: World;
  /** The policy that asks those whom nothing is wrong with. */
  readonly main: Policy;
  /** Those that the policies of the world stand for by themselves. */
  readonly defects: readonly Defect[];
  /** When the relationship with customer B ends. */
  readonly gdapEndsAt: number;
  user(name: string): User;
}

/**
 * Partner one with everything wrong that a tenant can have. What is wrong is said as it is in a tenant, and no finding is named; only
 * what really happens in it, by sign-ins and calls, makes the other defects.
 */
export function aWorldOfDefects(): WorldOfDefects {
  const world = aCleanWorld();
  const user = (name: string): User =>
    world.users.find(
      ({ tenantId, userPrincipalName }) => tenantId === partnerOne && userPrincipalName.startsWith(name),
    ) ?? assert.fail(`no user ${name}`);
  const asked = addAskedUsers(world, user);
  addUnaskedUsers(world);
  const main = aPolicy({ displayName: 'MFA for everybody', users: { include: asked } });
  world.conditionalAccess = [main];
  const defects = [...addPolicies(world), ...addSessions(world)];
  changeTenants(world);
  const gdapEndsAt = observedAt + 20 * dayMs;
  changeRelationships(world, gdapEndsAt, user);
  addPrograms(world);
  return { world, main, defects, gdapEndsAt, user };
}

const withoutMethod = { totpSecret: undefined } as unknown as Partial<User>;
const guest = { guestOf: vendor };
const agent = { groups: ['AdminAgents'] };

/** The policy for everybody reaches them. */
function addAskedUsers(world: World, user: (name: string) => User): string[] {
  addUser(world, 'new-helpdesk', { ...withoutMethod, directoryRoles: ['Helpdesk Administrator'] });
  addUser(world, 'guest-new', { ...withoutMethod, ...guest, mail: 'g1@control-panel.example' });
  addUser(world, 'late');
  addUser(world, 'anna@quiet.example');
  addUser(world, 'unused', agent);
  addUser(world, 'ending', agent);
  const names = [
    'service@',
    'admin@',
    'guest_',
    'new-helpdesk',
    'guest-new',
    'late',
    'anna',
    'unused',
    'ending',
  ];
  return names.map((name) => user(name).objectId);
}

/** No policy reaches them. */
function addUnaskedUsers(world: World): void {
  addUser(world, 'forgotten', agent);
  addUser(world, 'not-yet', agent);
  addUser(world, 'hello', { ...agent, secondFactor: 'hello-provisioning' });
  addUser(world, 'robot', agent);
  addUser(world, 'told-nothing@silent.example', agent);
  addUser(world, 'bert@forgetful.example');
  addUser(world, 'guest-forgotten', { ...guest, mail: 'g2@control-panel.example' });
  addUser(world, 'connect', { ...withoutMethod, directoryRoles: ['Directory Synchronization Accounts'] });
  addUser(world, 'gone', { ...withoutMethod, state: 'disabled' });
}

function addPolicies(world: World): readonly Defect[] {
  return policyDefects.map(({ cause, id, account, user, policy, leavesOut = {}, subject }) => {
    const { objectId } = addUser(world, account, user);
    const exclusions = leavesOut === 'the account by name' ? { exclude: [objectId] } : leavesOut;
    const made = aPolicy({ displayName: cause, users: { include: [objectId], ...exclusions }, ...policy });
    world.conditionalAccess.push(made);
    return { cause, id, subject: subject ?? made.id, names: [account] };
  });
}

/** Policies that ask for nothing and only say how long a session lives, and one that is left over. */
function addSessions(world: World): readonly Defect[] {
  const add = (
    cause: string,
    id: FindingId,
    change: Partial<Policy>,
    names: readonly string[] = [],
  ): Defect => {
    const { grant, ...rest } = aPolicy({ displayName: cause, ...change });
    const policy = change.state === 'disabled' && grant !== undefined ? { ...rest, grant } : rest;
    world.conditionalAccess.push(policy);
    return { cause, id, subject: policy.id, names };
  };
  const holders = ['service', 'admin', 'forgotten', 'told-nothing', 'not-yet', 'hello', 'unused', 'ending'];
  return [
    add('browsers stay signed in', 'policy_persistent_browser', { persistentBrowser: 'always' }),
    add('everybody signs in each day', 'policy_sign_in_frequency', { signInFrequencyHours: 24 }, holders),
    add('Baseline policy: Require MFA for admins (Preview)', 'policy_retired_baseline', {
      state: 'disabled',
    }),
  ];
}

function changeTenants(world: World): void {
  for (const tenant of world.tenants) {
    // Nobody asks the administrators of customer B.
    if (tenant.id === customerB) tenant.mfa = 'when-asked';
    if (tenant.id !== partnerOne) continue;
    tenant.namedLocations = [office];
    tenant.domains = [
      { name: 'silent.example', federation: { sendsMfaClaim: false, mfaBehavior: 'enforce' } },
      { name: 'forgetful.example', federation: { sendsMfaClaim: false } },
      { name: 'quiet.example', federation: { sendsMfaClaim: true } },
    ];
  }
}

function changeRelationships(world: World, endsAt: number, user: (name: string) => User): void {
  const abroad = ['forgotten', 'told-nothing'].map((name) => user(name).objectId);
  for (const relationship of world.relationships) {
    if (relationship.customerTenantId === customerA) relationship.userObjectIds.push(...abroad);
    if (relationship.customerTenantId === customerB) relationship.endsAt = endsAt;
  }
}

/** An administrator of partner one approved them. */
function addPrograms(world: World): void {
  const [integration = assert.fail('no application')] = world.applications;
  for (const [name, { clientId, secret }] of Object.entries(programs)) {
    world.applications.push({
      ...structuredClone(integration),
      clientId,
      homeTenantId: partnerOne,
      displayName: `Example ${name}`,
      secrets: [{ value: secret }],
    });
    world.servicePrincipals.push({ tenantId: partnerOne, clientId, state: 'enabled', roles: [] });
    const scopes = ['user_impersonation'];
    world.consents.push({ tenantId: partnerOne, clientId, resource: partnerCenter, scopes, kind: 'admin' });
  }
}
