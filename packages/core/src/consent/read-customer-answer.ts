import { ConsentryError } from '../errors.ts';
import { type InvitationId, isGuid, type TenantId } from '../ids.ts';
import { type CallbackInput, findProviderError, readOnce, takeFlow, type TakeFlowDeps } from './take-flow.ts';

declare const checked: unique symbol;

/** The answer to the admin consent of a customer. That the tenant has consented is still to be proved, by a token. */
export interface CustomerAnswer {
  readonly [checked]: true;
  readonly invitation: InvitationId;
  /** As it was pinned before the browser was sent away. */
  readonly customer: TenantId;
  /** When the browser was sent away, epoch milliseconds. */
  readonly startedAt: number;
}

/** What an admin consent never brings. Whoever sends it here means another door. */
const foreignFields = ['code', 'id_token', 'access_token'];

/**
 * Reads the provider's answer to the admin consent of a customer. `error` comes first: an answer that failed says
 * `admin_consent=True` as well. The tenant must be the pinned one: it proves nothing, but another one is another's answer.
 *
 * @throws ConsentryError `state_unknown`, `browser_mismatch`, `state_expired`, `state_used`, `admin_consent_declined`,
 *   `consent_failed`, `wrong_tenant`
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent (2026-11)
 */
export async function readCustomerAnswer(deps: TakeFlowDeps, input: CallbackInput): Promise<CustomerAnswer> {
  const { fields } = input;
  const flow = await takeFlow(deps, input, 'customer');
  const { customer } = flow;
  if (customer === undefined) throw new ConsentryError('state_unknown');
  refuseProviderError(fields);
  if (foreignFields.some((name) => fields.has(name))) {
    throw new ConsentryError('consent_failed', {
      message: 'The answer brings what no admin consent brings.',
    });
  }
  if (readOnce(fields, 'admin_consent', 5)?.toLowerCase() !== 'true') {
    throw new ConsentryError('consent_failed', {
      message: 'The identity provider’s answer does not say that consent was given.',
    });
  }
  const answered = readOnce(fields, 'tenant', 36)?.toLowerCase();
  if (!isGuid(answered)) {
    throw new ConsentryError('consent_failed', {
      message: 'The identity provider’s answer names no tenant.',
    });
  }
  if (answered !== customer) {
    throw new ConsentryError('wrong_tenant', { facts: { invited: customer, answered } });
  }
  return { invitation: flow.invitation, customer, startedAt: flow.startedAt } as CustomerAnswer;
}

/** Admin consent calls a declined consent `consent_required`, where a sign-in says `access_denied`. */
function refuseProviderError(fields: URLSearchParams): void {
  const refusal = findProviderError(fields);
  if (refusal === undefined) return;
  const isDeclined = ['access_denied', 'consent_required'].includes(refusal.error);
  throw new ConsentryError(isDeclined ? 'admin_consent_declined' : 'consent_failed', {
    facts: refusal.facts,
  });
}
