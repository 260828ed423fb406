import { synchronizationRole } from '../src/posture/coverage.ts';
import type {
  AccessPolicy,
  Account,
  AccountSignIns,
  PolicySide,
  Sources,
} from '../src/posture/sources/sources.ts';
import { aPolicyOfGraph, anAccountOfGraph, someGrantFacts, someSources, wasRead } from './a-posture.ts';
import { noon } from './builders.ts';

/** Draws, the same for the same seed. */
interface Lot {
  chance(share: number): boolean;
  some<Item>(items: readonly Item[], share?: number): readonly Item[];
  one<Item>(items: readonly Item[]): Item;
}

const partnerCenter = 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd';
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const roleNames = [globalAdministrator, synchronizationRole, 'reader'];
const groupNames = ['group-1', 'group-2'];
const places = [
  { id: 'office', name: 'Office', isTrusted: true },
  { id: 'abroad', name: 'Abroad', isTrusted: false },
];

/** A tenant in which anything may be wrong, as the lot has it. The same seed makes the same tenant. */
export function aTenantByLot(seed: number): Sources {
  const lot = aLot(seed);
  const accounts = Array.from({ length: 12 }, (_, index) => anAccountByLot(lot, index));
  const policies = Array.from({ length: 4 }, (_, index) => aPolicyByLot(lot, index, accounts)).filter(() =>
    lot.chance(0.6),
  );
  const ids = accounts.map(({ id }) => id);
  return someSources({
    accounts: wasRead(accounts),
    policies: wasRead(policies),
    securityDefaults: wasRead({ isEnabled: lot.chance(0.2) }),
    groups: wasRead(new Map(groupNames.map((group) => [group, new Set(lot.some(ids, 0.3))]))),
    roles: wasRead(new Map(lot.some(ids, 0.3).map((id) => [id, [lot.one(roleNames)]]))),
    locations: wasRead(places),
    perUserMfa: wasRead({ enforced: new Set(lot.some(ids, 0.2)), notAsked: lot.chance(0.2) ? 2 : 0 }),
    registrations: wasRead({
      from: 'report',
      isRegistered: new Map(lot.some(ids, 0.9).map((id) => [id, lot.chance(0.6)])),
      methods: new Map([['fido2', 3]]),
      methodsOf: new Map(lot.some(ids, 0.5).map((id) => [id, ['fido2']])),
    }),
    domains: wasRead([
      { name: 'contoso.example', isFederated: false, mfaBehavior: undefined },
      {
        name: 'fabrikam.example',
        isFederated: true,
        mfaBehavior: lot.one([undefined, 'rejectMfaByFederatedIdp']),
      },
    ]),
    signIns: wasRead({
      since: noon,
      total: 100,
      withMfa: 50,
      isCut: lot.chance(0.2),
      byAccount: new Map(lot.some(ids).map((id) => [id, someSignInsByLot(lot, id)])),
      byPassword: new Map(),
    }),
    ...someOfPartnerCenter(lot),
    grants: wasRead(
      lot.some(accounts, 0.3).map(({ id, name }) =>
        someGrantFacts({
          id: `grant of ${name}`,
          account: id,
          accountName: name,
          amr: lot.one([undefined, ['pwd'], ['pwd', 'mfa'], ['ngcmfa']]),
          isMfaCompliant: lot.one([undefined, true, false]),
          mfaRefusedAt: lot.one([undefined, noon]),
          redeemedAt: lot.chance(0.2) ? 0 : noon,
          ends: lot.one([undefined, { at: noon, cause: 'secret' }]),
          refusedAtCustomers: lot.one([undefined, { count: 1, lastAt: noon }]),
        }),
      ),
    ),
  });
}

function someOfPartnerCenter(lot: Lot): Partial<Sources> {
  const last = { lastWithoutMfaAt: noon };
  return {
    score: wasRead({
      current: 10,
      max: 100,
      requirements: ['a', 'b'].map((type) => ({
        type,
        isMet: lot.one([true, false, undefined]),
        score: 0,
        maxScore: 10,
        actionUrl: undefined,
      })),
    }),
    applications: wasRead([{ id: 'tool', name: 'Tool', total: 10, withMfa: lot.one([0, 5, 10]), ...last }]),
    portal: wasRead(
      lot.one([
        { count: 0, lastAt: undefined, principals: [] },
        { count: 1, lastAt: noon, principals: [{ name: 'anna', lastAt: noon }] },
      ]),
    ),
    requests: wasRead(new Map([['tool', { count: 1, lastAt: noon, accounts: new Set(['anna']) }]])),
  };
}

function anAccountByLot(lot: Lot, index: number): Account {
  const domain = lot.one(['contoso.example', 'contoso.example', 'fabrikam.example']);
  return anAccountOfGraph(`user-${index}`, {
    name: `${lot.chance(0.2) ? 'svc-' : 'user-'}${index}@${domain}`,
    isEnabled: lot.one([true, true, true, false, undefined]),
    isGuest: lot.chance(0.2),
    isSynced: lot.chance(0.3),
  });
}

function aPolicyByLot(lot: Lot, index: number, accounts: readonly Account[]): AccessPolicy {
  const isForAll = lot.chance(0.6);
  const side = (share: number): PolicySide => ({
    users: lot.some(accounts, share).map(({ id }) => id),
    groups: lot.some(groupNames, share),
    roles: lot.some(roleNames, share),
    guests: lot.some(['b2bCollaborationGuest'], share),
  });
  const users = side(0.3);
  return aPolicyOfGraph({
    id: `policy-${index}`,
    name: lot.chance(0.1) ? 'Baseline policy: End user protection' : 'Require MFA',
    state: lot.one(['enabled', 'enabled', 'enabled', 'report-only', 'disabled']),
    users: isForAll ? { ...users, users: ['All'] } : users,
    excluded: side(0.1),
    excludedLocations: lot.some(['office', 'abroad', 'AllTrusted'], 0.1),
    includedApplications: lot.chance(0.1) ? [partnerCenter] : ['All'],
    excludedApplications: lot.some(['another'], 0.1),
    clientAppTypes: lot.chance(0.1) ? ['browser'] : ['all'],
    hasOtherConditions: lot.chance(0.1),
    controls: lot.one([['mfa'], ['mfa'], ['mfa', 'compliantDevice'], ['mfa', 'passwordChange'], ['block']]),
    customControls: lot.some(['Other'], 0.1),
    persistentBrowser: lot.one([undefined, undefined, 'always']),
    signInFrequencyMs: lot.one([undefined, undefined, 1000]),
  });
}

function someSignInsByLot(lot: Lot, name: string): AccountSignIns {
  const withoutMfa = lot.one([0, 0, 3]);
  return {
    name,
    withMfa: lot.one([0, 5]),
    withoutMfa,
    lastWithoutMfaAt: withoutMfa > 0 ? noon : undefined,
    byCustomControl: lot.chance(0.1) ? withoutMfa : 0,
    byFederation: lot.chance(0.3) ? withoutMfa : 0,
  };
}

/** @see Numerical Recipes, "Quick and dirty generators" (ranqd1) */
function aLot(seed: number): Lot {
  let state = seed >>> 0;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const chance = (share: number): boolean => draw() < share;
  return {
    chance,
    some: (items, share = 0.5) => items.filter(() => chance(share)),
    one: (items) => items[Math.floor(draw() * items.length)] as (typeof items)[number],
  };
}
