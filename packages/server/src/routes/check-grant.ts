import { type GrantId, readId, type TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Puts a held grant to the proof. Also what did not pass is recorded.
 * @throws ConsentryError those of `Tokens.checkHeld`; `audit_unavailable`
 */
export async function checkGrant(
  deps: RouteDeps,
  exchange: Exchange<'checkGrant'>,
): Promise<AnswerOf<'checkGrant'>> {
  const id = readId('GrantId', exchange.input.params.id);
  const partner = (await deps.store.grants.find(id))?.partner;
  const event = (grant: GrantId, of: TenantId) => ({
    type: 'grant.checked' as const,
    at: deps.clock.now(),
    actor: 'operator' as const,
    ...traceOf(exchange),
    grant,
    partner: of,
  });
  try {
    if (partner !== undefined) await requireUnstopped(deps, partner);
    const grant = await deps.tokens.checkHeld(id, deps.redeemCode.mfaProbe);
    await deps.store.audit.write({ ...event(id, grant.partner), ok: true });
    return { id, partner: grant.partner, state: 'healthy', version: grant.version };
  } catch (thrown) {
    if (partner === undefined) throw thrown;
    const error = toConsentryError(thrown);
    throw new RecordedRefusal(error, { ...event(id, partner), ok: false, code: error.code });
  }
}
