import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { compareGrants } from '../stores/compare-grants.ts';
import type { RouteDeps } from './route-deps.ts';

const shownFindings = 100;

/** @throws ConsentryError `store_unavailable`, `store_corrupt`, `audit_unavailable` */
export async function verifyAudit(
  { store, clock }: RouteDeps,
  exchange: Exchange<'verifyAudit'>,
): Promise<AnswerOf<'verifyAudit'>> {
  const startedAt = clock.now();
  const { verdict, grants } = await store.audit.inspect();
  const findings = await compareGrants(store.grants, grants, startedAt, clock);
  const { groups, events } = verdict;
  const { breaks, found } = verdict.ok ? { breaks: [], found: 0 } : verdict;
  const ok = verdict.ok && findings.length === 0;
  await store.audit.write({
    type: 'audit.verified',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    ok,
    breaks: found,
    findings: findings.length,
  });
  return {
    ok,
    groups,
    events,
    breaks: breaks.map(({ at, ...rest }) => ({ ...rest, ...(at !== undefined && { at: toText(at) }) })),
    breaksFound: found,
    anchoredElsewhere: verdict.ok ? [...(verdict.anchoredElsewhere ?? [])] : [],
    findings: findings
      .slice(0, shownFindings)
      .map(({ recordedAt, ...rest }) => ({ ...rest, recordedAt: toText(recordedAt) })),
    findingsFound: findings.length,
  };
}

/** What was tampered with may hold a number that is no instant. */
function toText(at: number): string {
  const instant = new Date(at);
  return Number.isNaN(instant.getTime()) || instant.getUTCFullYear() > 9999 || at < 0
    ? new Date(0).toISOString()
    : instant.toISOString();
}
