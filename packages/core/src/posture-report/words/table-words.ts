import type { AccountKind, CoverageState } from '../report.ts';

/** Words of the tables that stand beside the figures. */
export interface TableWords {
  readonly leftOut: (count: number) => string;
  readonly unread: string;
  readonly accounts: {
    readonly heading: string;
    readonly intro: (total: string) => string;
    readonly counts: string;
    readonly attention: string;
    readonly nothing: string;
    readonly account: string;
    readonly id: string;
    readonly kind: string;
    readonly kinds: Readonly<Record<AccountKind, string>>;
    readonly kindsNote: string;
    readonly state: string;
    readonly states: Readonly<Record<CoverageState, string>>;
    readonly count: string;
    readonly enabled: string;
    readonly synced: string;
    readonly federated: string;
    readonly registered: string;
    readonly notRegistered: string;
    readonly registrationUnknown: string;
    readonly methods: string;
    readonly coveredBy: string;
    readonly securityDefaults: string;
    readonly perUserMfa: string;
    readonly waysRound: string;
    readonly excludedBy: string;
    readonly by: Readonly<Record<'user' | 'group' | 'role' | 'guest', string>>;
    readonly reportedBy: string;
    readonly grants: string;
    readonly withoutMfa: string;
    readonly last: string;
    readonly why: string;
  };
  readonly applications: {
    readonly heading: string;
    readonly intro: string;
    readonly nothing: string;
    readonly application: string;
    readonly id: string;
    readonly total: string;
    readonly withoutMfa: string;
    readonly share: string;
    readonly last: string;
    readonly accounts: string;
  };
  readonly methods: {
    readonly heading: string;
    readonly from: Readonly<Record<'report' | 'methods', string>>;
    readonly method: string;
    readonly accounts: string;
    readonly nothing: string;
  };
  readonly portal: {
    readonly heading: string;
    readonly intro: string;
    readonly nothing: string;
    readonly account: string;
    readonly last: string;
  };
}
