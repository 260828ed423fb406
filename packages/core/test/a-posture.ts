import type { AccessPolicy, Account, GrantFacts, Sources } from '../src/posture/sources/sources.ts';
import type { Source } from '../src/posture/sources/source.ts';
import { noon, partner } from './builders.ts';

const nobody = { users: [], groups: [], roles: [], guests: [] };

/** A policy in force that asks everybody for MFA, everywhere and always. */
export function aPolicyOfGraph(change: Partial<AccessPolicy> = {}): AccessPolicy {
  return {
    id: 'policy-1',
    name: 'Require MFA',
    state: 'enabled',
    users: { ...nobody, users: ['All'] },
    excluded: nobody,
    includedApplications: ['All'],
    excludedApplications: [],
    includedLocations: [],
    excludedLocations: [],
    clientAppTypes: ['all'],
    hasOtherConditions: false,
    operator: 'OR',
    controls: ['mfa'],
    customControls: [],
    signInFrequencyMs: undefined,
    persistentBrowser: undefined,
    ...change,
  };
}

/** The side of a policy that names these, and no others. */
export function aSide(change: Partial<AccessPolicy['users']>): AccessPolicy['users'] {
  return { ...nobody, ...change };
}

export function anAccountOfGraph(name: string, change: Partial<Account> = {}): Account {
  return {
    id: `id of ${name}`,
    name: `${name}@contoso.example`,
    isEnabled: true,
    isGuest: false,
    isSynced: false,
    createdAt: noon,
    ...change,
  };
}

export function someGrantFacts(change: Partial<GrantFacts> = {}): GrantFacts {
  return {
    id: 'grant-1',
    account: 'id of robot',
    accountName: 'robot@contoso.example',
    application: 'application-1',
    amr: ['pwd', 'mfa'],
    isMfaCompliant: true,
    mfaRefusedAt: undefined,
    redeemedAt: noon,
    ends: undefined,
    refusedAtCustomers: undefined,
    ...change,
  };
}

export function wasRead<Value>(value: Value): Source<Value> {
  return { outcome: 'read', value, at: noon };
}

export function wasRefused(code = 'api_forbidden'): Extract<Source<never>, { outcome: 'unreadable' }> {
  return { outcome: 'unreadable', code, remedy: 'Give the permission.', at: noon };
}

/** A tenant of two people and a robot in which all is well, with a change. */
export function someSources(change: Partial<Sources> = {}): Sources {
  const accounts = ['anna', 'bo', 'robot'].map((name) => anAccountOfGraph(name));
  return {
    partner,
    organization: wasRead({ name: 'Contoso', plan: 'p1' }),
    accounts: wasRead(accounts),
    registrations: wasRead({
      from: 'report',
      isRegistered: new Map(accounts.map(({ id }) => [id, true])),
      methods: new Map(),
      methodsOf: new Map(),
    }),
    roles: wasRead(new Map()),
    securityDefaults: wasRead({ isEnabled: false }),
    policies: wasRead([aPolicyOfGraph()]),
    groups: wasRead(new Map()),
    locations: wasRead([]),
    perUserMfa: wasRead({ enforced: new Set<string>(), notAsked: 0 }),
    domains: wasRead([{ name: 'contoso.example', isFederated: false, mfaBehavior: undefined }]),
    signIns: wasRead({
      since: noon,
      total: 0,
      withMfa: 0,
      isCut: false,
      byAccount: new Map(),
      byPassword: new Map(),
    }),
    score: wasRead({ current: 100, max: 100, requirements: [] }),
    applications: wasRead([]),
    portal: wasRead({ count: 0, lastAt: undefined, principals: [] }),
    requests: wasRead(new Map()),
    grants: wasRead([someGrantFacts()]),
    ...change,
  };
}
