import type { TenantId } from '../../ids.ts';
import type { AboutPartner } from '../judged-as.ts';
import type { StandingPermissions } from './read-permissions.ts';
import type { Source } from './source.ts';

/** Everything that the report is made of. What each source needs stands in `source-table.ts`. Instants are epoch milliseconds. */
export interface Sources {
  readonly partner: TenantId;
  /** Undefined: of a kind that nobody said, in the public cloud. */
  readonly about?: AboutPartner;
  readonly organization: Source<Organization>;
  readonly accounts: Source<readonly Account[]>;
  readonly registrations: Source<Registrations>;
  readonly roles: Source<RoleHolders>;
  readonly securityDefaults: Source<{ readonly isEnabled: boolean }>;
  readonly policies: Source<readonly AccessPolicy[]>;
  readonly groups: Source<GroupMembers>;
  readonly locations: Source<readonly NamedLocation[]>;
  readonly perUserMfa: Source<PerUserMfa>;
  readonly domains: Source<readonly Domain[]>;
  readonly signIns: Source<SignIns>;
  readonly score: Source<Score>;
  readonly applications: Source<readonly ApplicationCalls[]>;
  readonly portal: Source<PortalUse>;
  readonly requests: Source<CallsWithoutMfa>;
  readonly grants: Source<readonly GrantFacts[]>;
  /** What our application is consented to. Undefined where it was not said which one that is. */
  readonly permissions?: Source<readonly StandingPermissions[]>;
}

export interface Organization {
  readonly name: string;
  /** `free` where its licences name no plan of Entra ID P1 or P2. */
  readonly plan: 'p1' | 'p2' | 'free';
}

/** An account of the partner’s tenant. Of 50,000 of them each word counts: no more is kept. */
export interface Account {
  readonly id: string;
  /** The sign-in name, in lower case. For a guest the address at home is in it. */
  readonly name: string;
  /** Undefined where Graph does not say. */
  readonly isEnabled: boolean | undefined;
  readonly isGuest: boolean;
  readonly isSynced: boolean;
  readonly createdAt: number | undefined;
}

/** Which accounts registered a second factor at Entra. */
export interface Registrations {
  /** `report`: Microsoft’s report (Entra ID P1). `methods`: the methods of each account, asked one by one. */
  readonly from: 'report' | 'methods';
  /** True for an account with a method that counts as a second factor. Absent where nothing is known of it. */
  readonly isRegistered: ReadonlyMap<string, boolean>;
  /** How many accounts have each method. */
  readonly methods: ReadonlyMap<string, number>;
  /** By account, its methods. Accounts with the same ones share a list. */
  readonly methodsOf: ReadonlyMap<string, readonly string[]>;
}

/** By account, the template ids of its directory roles. */
export type RoleHolders = ReadonlyMap<string, readonly string[]>;

/** By group, its members. Only of the groups that a policy names. */
export type GroupMembers = ReadonlyMap<string, ReadonlySet<string>>;

/** A conditional-access policy. Ids, and the words of Graph (`All`, `None`, `GuestsOrExternalUsers`, `AllTrusted`). */
export interface AccessPolicy {
  readonly id: string;
  readonly name: string;
  readonly state: 'enabled' | 'report-only' | 'disabled';
  readonly users: PolicySide;
  readonly excluded: PolicySide;
  readonly includedApplications: readonly string[];
  readonly excludedApplications: readonly string[];
  readonly includedLocations: readonly string[];
  readonly excludedLocations: readonly string[];
  readonly clientAppTypes: readonly string[];
  /** True where it is for some platforms, devices or risks alone: then it does not meet every sign-in. */
  readonly hasOtherConditions: boolean;
  readonly operator: 'AND' | 'OR';
  /** Built-in controls, such as `mfa`; `authenticationStrength` for a strength that takes MFA. */
  readonly controls: readonly string[];
  readonly customControls: readonly string[];
  /** `everyTime`, or a length of time. */
  readonly signInFrequencyMs: number | 'everyTime' | undefined;
  readonly persistentBrowser: 'always' | 'never' | undefined;
}

/** Whom one side of a policy names. */
export interface PolicySide {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  /** Kinds of guests, such as `b2bCollaborationGuest`. */
  readonly guests: readonly string[];
  /** True where the guests of some tenants are meant alone. */
  readonly isOfSomeTenants?: boolean;
}

/** MFA that is set for one account alone. It was asked for only of those whom nothing else asks. */
export interface PerUserMfa {
  readonly enforced: ReadonlySet<string>;
  /** How many accounts were too many to be asked for. */
  readonly notAsked: number;
}

export interface NamedLocation {
  readonly id: string;
  readonly name: string;
  readonly isTrusted: boolean;
}

export interface Domain {
  /** In lower case. */
  readonly name: string;
  readonly isFederated: boolean;
  /** What Entra does about the MFA of the provider (`federatedIdpMfaBehavior`). Undefined where Graph shows none, or shows nothing. */
  readonly mfaBehavior: string | undefined;
}

/** The successful sign-ins of some days, counted. Those on behalf of customers are in the customers’ logs. */
export interface SignIns {
  readonly since: number;
  readonly total: number;
  readonly withMfa: number;
  /** True where there were more than are read: the counts are of the newest. */
  readonly isCut: boolean;
  /** By account. Where it has more accounts than are kept, the others are only in the totals. */
  readonly byAccount: ReadonlyMap<string, AccountSignIns>;
  /** By application, the sign-ins in which it sent somebody’s name and password itself (ROPC). */
  readonly byPassword: ReadonlyMap<string, PasswordSignIns>;
}

export interface AccountSignIns {
  readonly name: string;
  withMfa: number;
  withoutMfa: number;
  lastWithoutMfaAt: number | undefined;
  /** Sign-ins without MFA that a custom control let through. */
  byCustomControl: number;
  /** Sign-ins without MFA at an identity provider outside. */
  byFederation: number;
}

export interface Score {
  readonly current: number;
  readonly max: number;
  readonly requirements: readonly ScoreRequirement[];
}

export interface ScoreRequirement {
  readonly type: string;
  /** Undefined for a word that Microsoft may add. */
  readonly isMet: boolean | undefined;
  readonly score: number;
  readonly maxScore: number;
  readonly actionUrl: string | undefined;
}

/** The calls of one application at Partner Center in somebody’s name. */
export interface ApplicationCalls {
  readonly id: string;
  readonly name: string;
  readonly total: number;
  readonly withMfa: number;
  /** The last day with a call without MFA, at its beginning (UTC). */
  readonly lastWithoutMfaAt: number | undefined;
}

/** Who used Partner Center’s pages without MFA. Microsoft gives names and last times, and no numbers of operations. */
export interface PortalUse {
  readonly count: number;
  readonly lastAt: number | undefined;
  /** The first of them, at most `mostRows`. */
  readonly principals: readonly PortalPrincipal[];
}

/** Somebody who used Partner Center’s pages without MFA. */
export interface PortalPrincipal {
  readonly name: string;
  readonly lastAt: number | undefined;
}

/** By application, which accounts called without MFA; of the last 10,000 calls. */
export type CallsWithoutMfa = ReadonlyMap<string, AccountCalls>;

export interface AccountCalls {
  count: number;
  lastAt: number | undefined;
  /** At most `mostExamples`. */
  readonly accounts: Set<string>;
}

export interface PasswordSignIns extends AccountCalls {
  /** The name of the application. */
  readonly name: string;
}

/** What the broker knows of a grant. */
export interface GrantFacts {
  readonly id: string;
  /** The object id of the account in the partner’s tenant. */
  readonly account: string;
  readonly accountName: string;
  /** The id of the application that it was given to. */
  readonly application: string;
  /** The authentication methods of the sign-in behind it. Undefined where no token told. */
  readonly amr: readonly string[] | undefined;
  /** What Partner Center said last of the grant’s calls. Undefined where it said nothing. */
  readonly isMfaCompliant: boolean | undefined;
  /** When Partner Center refused a call for want of MFA last (900421, 10001, or "MFA required"). */
  readonly mfaRefusedAt: number | undefined;
  /** When its refresh token was redeemed last. */
  readonly redeemedAt: number;
  /** The earliest instant at which it stops working, where a cause has a date. */
  readonly ends: { readonly at: number; readonly cause: string } | undefined;
  /** Customers whose tenant refused its account for want of MFA (50076, 50079, 50158). */
  readonly refusedAtCustomers: { readonly count: number; readonly lastAt: number } | undefined;
}

/** The most examples that a finding names. */
export const mostExamples = 20;

/** The most rows that a table of a report has. */
export const mostRows = 1000;
