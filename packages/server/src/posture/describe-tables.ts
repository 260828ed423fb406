import type { AccountRow, ApplicationRow, Tables } from '@consentry/core';
import { instant } from '../instant.ts';
import type { PostureReport } from '../stores/posture-reports.ts';

type WireTables = PostureReport['tables'];
type WireAccount = NonNullable<WireTables['accounts']>['rows'][number];
type WireApplication = NonNullable<WireTables['applications']>['rows'][number];
type WirePrincipal = NonNullable<WireTables['portal']>['rows'][number];

/** The tables in the form of the contract. One whose source could not be read is absent. */
export function describeTables({ accounts, applications, methods, portal }: Tables): WireTables {
  return {
    ...(accounts !== undefined && {
      accounts: {
        ...accounts,
        counts: accounts.counts.map((count) => ({ ...count })),
        rows: accounts.rows.map(describeAccount),
      },
    }),
    ...(applications !== undefined && {
      applications: { ...applications, rows: applications.rows.map(describeApplication) },
    }),
    ...(methods !== undefined && { methods: { ...methods, rows: methods.rows.map((row) => ({ ...row })) } }),
    ...(portal !== undefined && { portal: { ...portal, rows: portal.rows.map(describePrincipal) } }),
  };
}

function describeAccount(row: AccountRow): WireAccount {
  const { isEnabled, isFederated, isRegistered, methods, signInsWithoutMfa, lastWithoutMfaAt } = row;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    ...(isEnabled !== undefined && { isEnabled }),
    isSynced: row.isSynced,
    ...(isFederated !== undefined && { isFederated }),
    ...(isRegistered !== undefined && { isRegistered }),
    ...(methods !== undefined && { methods: [...methods] }),
    state: row.state,
    coveredBy: row.coveredBy.map((one) => ({ ...one })),
    waysRound: row.waysRound.map(({ policy, gaps }) => ({ policy, gaps: [...gaps] })),
    excludedBy: row.excludedBy.map((one) => ({ ...one })),
    reportedBy: row.reportedBy.map((one) => ({ ...one })),
    grants: [...row.grants],
    ...(signInsWithoutMfa !== undefined && { signInsWithoutMfa }),
    ...(lastWithoutMfaAt !== undefined && { lastWithoutMfaAt: instant(lastWithoutMfaAt) }),
  };
}

function describeApplication(row: ApplicationRow): WireApplication {
  const { id, name, total, withoutMfa, percentWithMfa, lastWithoutMfaAt, accounts } = row;
  return {
    id,
    name,
    total,
    withoutMfa,
    ...(percentWithMfa !== undefined && { percentWithMfa }),
    ...(lastWithoutMfaAt !== undefined && { lastWithoutMfaAt: instant(lastWithoutMfaAt) }),
    ...(accounts !== undefined && { accounts: [...accounts] }),
  };
}

function describePrincipal({
  name,
  lastAt,
}: {
  readonly name: string;
  readonly lastAt?: number | undefined;
}): WirePrincipal {
  return { name, ...(lastAt !== undefined && { lastAt: instant(lastAt) }) };
}
