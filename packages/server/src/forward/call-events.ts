import {
  type AuditEvent,
  type AuditSink,
  type Clock,
  type ConsentryError,
  readTenantId,
} from '@consentry/core';
import type { GrantStanding } from '../access/known-access.ts';
import { traceOf } from '../http/exchange.ts';
import type { Log } from '../log.ts';
import { type Call, type CallExchange, requireCaller } from './read-call.ts';

/** A call, and the grant that it is made with. */
export interface RecordedCall {
  readonly call: Call;
  readonly grant: GrantStanding;
}

type Recorded<Type extends AuditEvent['type']> = Extract<AuditEvent, { type: Type }>;
interface Deps {
  readonly clock: Clock;
}

function baseOf({ clock }: Deps, exchange: CallExchange, { call, grant }: RecordedCall) {
  return {
    at: clock.now(),
    actor: call.caller,
    ...traceOf(exchange),
    partner: call.partner,
    tenant: call.tenant,
    resource: call.target.resource,
    grant: grant.id,
  };
}

/** The record without which no call leaves. */
export function forwardedEvent(
  deps: Deps,
  exchange: CallExchange,
  recorded: RecordedCall,
): Recorded<'call.forwarded'> {
  const { method } = exchange.raw;
  return {
    ...baseOf(deps, exchange, recorded),
    type: 'call.forwarded',
    method,
    path: recorded.call.path.path,
  };
}

/** What became of a call that left. */
export function answeredEvent(
  deps: Deps,
  exchange: CallExchange,
  recorded: RecordedCall,
  outcome: Pick<
    Recorded<'call.answered'>,
    'bytes' | 'attempts' | 'status' | 'code' | 'reason' | 'isMfaCompliant'
  >,
): Recorded<'call.answered'> {
  return { ...baseOf(deps, exchange, recorded), type: 'call.answered', ...outcome };
}

/** The answer is on its way or gone: that it could not be recorded is for the log. */
export async function recordEnd(
  { store, log }: { readonly store: { readonly audit: AuditSink }; readonly log: Log },
  event: AuditEvent,
): Promise<void> {
  try {
    await store.audit.write(event);
  } catch (err) {
    log.error({ err, requestId: event.requestId }, 'the outcome of a forward call could not be recorded');
  }
}

/** A call that did not leave. Its path is not repeated. */
export function callRefusedEvent(
  { clock }: Deps,
  exchange: CallExchange,
  error: ConsentryError,
): Recorded<'call.refused'> {
  const { params, headers } = exchange.input;
  return {
    type: 'call.refused',
    at: clock.now(),
    actor: requireCaller(exchange).id,
    ...traceOf(exchange),
    code: error.code,
    partner: readTenantId(headers['consentry-partner']),
    tenant: readTenantId(headers['consentry-customer'] ?? headers['consentry-partner']),
    resource: params.api,
    method: exchange.raw.method,
  };
}
