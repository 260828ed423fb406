import type { GrantState, SealedGrant, TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { instant } from '../instant.ts';
import type { PostureSummary } from '../stores/newest-postures.ts';
import type { Stop } from '../stores/stops.ts';

type Line = AnswerOf<'listPartners'>['items'][number];

/** The worst first. What was taken back says nothing of the grants that are left. */
const worstFirst = [
  'held',
  'consent_needed',
  'admin_needed',
  'healthy',
  'revoked',
] as const satisfies readonly GrantState[];

/** How the grants of a partner stand, all in all. */
export function describeGrants(
  grants: readonly SealedGrant[],
): Pick<Line, 'accounts' | 'grants' | 'kind' | 'mfa' | 'state'> {
  const standing = grants.filter(({ state }) => state !== 'revoked');
  const counts = Map.groupBy(grants, ({ state }) => state);
  const kind = grants.find(({ partnerKind }) => partnerKind !== undefined)?.partnerKind;
  return {
    ...(kind !== undefined && { kind }),
    accounts: standing.flatMap(({ username }) => username ?? []),
    grants: Object.fromEntries([...counts].map(([state, of]) => [state, of.length])),
    state: worstFirst.find((state) => counts.has(state)) ?? 'none',
    ...(standing.length > 0 && {
      mfa: standing.some(({ mfa }) => mfa === 'overridden') ? 'overridden' : 'confirmed',
    }),
  };
}

/** Of a report what a line has room for. */
export function describePosture({ at, figures, findings }: PostureSummary): NonNullable<Line['posture']> {
  const accounts = figures.find(({ name }) => name === 'accounts-with-mfa');
  const percent = accounts?.kind === 'not-available' ? undefined : accounts?.percent;
  return { at, ...(percent !== undefined && { percent }), findings };
}

/** What stops a partner: its own stop, or that of everything. */
export function findStop(stops: readonly Stop[], partner: TenantId): Stop | undefined {
  return stops.find(({ scope }) => scope === partner) ?? stops.find(({ scope }) => scope === 'everything');
}

export function describeStop({ scope, since, reason }: Stop): AnswerOf<'listStops'>['items'][number] {
  return { scope, since: instant(since), reason };
}
