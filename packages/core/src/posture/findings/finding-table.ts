import { accountRows } from './account-rows.ts';
import { applicationRows } from './application-findings.ts';
import { federationRows } from './federation-findings.ts';
import type { FindingRow } from './finding.ts';
import { grantRows } from './grant-findings.ts';
import { permissionRows } from './permission-findings.ts';
import { policyRows } from './policy-rows.ts';
import { scoreRows } from './score-findings.ts';

/** Every finding that there is, by its id. */
export const findingTable = {
  ...accountRows,
  ...policyRows,
  ...federationRows,
  ...applicationRows,
  ...grantRows,
  ...permissionRows,
  ...scoreRows,
} as const satisfies Record<string, FindingRow>;

/** The id of a finding. It is never renamed. */
export type FindingId = keyof typeof findingTable;
