import type { ConsentryError, ErrorCode } from '../errors.ts';
import type { TenantId } from '../ids.ts';

/** Refusals that are of one grant or its account, whoever asks for whatever. */
const ofTheGrant: ReadonlySet<ErrorCode> = new Set([
  'application_not_configured',
  'consent_needed',
  'admin_needed',
  'identity_changed',
  'grant_held',
  'not_offered_to_resellers',
  'grant_revoked',
  'secret_missing',
  'secret_unreadable',
  'secret_deleted',
  'secret_disabled',
]);
/** What only the partner's own tenant can mean so: elsewhere it is a policy that meets every account. */
const atHome: ReadonlySet<ErrorCode> = new Set(['ca_blocked', 'step_up_needed', 'tenant_setup']);
/** A tenant does not know the account, or has not let it in: another account of the partner's may be welcome there. */
const strangers: ReadonlySet<unknown> = new Set([16_000, 16_003, 50_020, 50_105, 51_004, 90_072]);

/**
 * True when a refusal concerns the account behind a grant, so that another account of the same partner may be served. False
 * for what would meet every account: our own application, passing trouble, a customer's consent or policy.
 */
export function concernsAccount(error: ConsentryError, partner: TenantId): boolean {
  const { tenant, aadsts } = error.facts;
  if (ofTheGrant.has(error.code)) return true;
  if (error.code === 'tenant_setup' && strangers.has(aadsts)) return true;
  return atHome.has(error.code) && tenant === partner;
}
