import { type Check, type CheckStatus, checkStatuses } from './check.ts';

/** How many checks came out how. */
export function countChecks(checks: readonly Pick<Check, 'status'>[]): Readonly<Record<CheckStatus, number>> {
  const count = (status: CheckStatus): number => checks.filter((one) => one.status === status).length;
  return Object.fromEntries(checkStatuses.map((status) => [status, count(status)])) as Record<
    CheckStatus,
    number
  >;
}
