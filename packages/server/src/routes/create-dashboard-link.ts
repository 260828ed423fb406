import { ConsentryError, Secret } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import type { RouteDeps } from './route-deps.ts';

const linkLifetimeMs = 5 * 60_000;

/** @throws ConsentryError `dashboard_off`, `dashboard_has_accounts`, `audit_unavailable`; then there is no link */
export async function createDashboardLink(
  { dashboard, store, clock, random }: Pick<RouteDeps, 'dashboard' | 'store' | 'clock' | 'random'>,
  exchange: Exchange<'createDashboardLink'>,
): Promise<AnswerOf<'createDashboardLink'>> {
  if (dashboard === undefined) throw new ConsentryError('dashboard_off');
  // Whoever had the operator key could otherwise sign in as nobody, past the MFA of the accounts.
  if (dashboard.accounts !== undefined) throw new ConsentryError('dashboard_has_accounts');
  const { role } = exchange.input.body;
  const at = clock.now();
  const expiresAt = at + linkLifetimeMs;
  const handle = Secret.of(Buffer.from(random.bytes(32)).toString('base64url'));
  const event = { type: 'dashboard.link_created', at, actor: 'operator', role, expiresAt } as const;
  await store.audit.write({ ...event, ...traceOf(exchange) });
  await store.dashboardSessions.addLink(handle, role, expiresAt);
  return {
    url: `${dashboard.url}/dashboard/link/${handle.reveal()}`,
    role,
    expiresAt: instant(expiresAt),
  };
}
