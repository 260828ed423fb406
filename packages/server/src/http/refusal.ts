import type { AuditEvent, ConsentryError } from '@consentry/core';
import { type Endpoint, endpoints, type Operation } from '@consentry/core/contract';
import type { Principal } from '../access/authenticate.ts';

/**
 * A refusal of which is known more than the listener can tell: thrown with the record that belongs to it, or without
 * one where it was recorded before.
 */
export class RecordedRefusal extends Error {
  override readonly name = 'RecordedRefusal';
  readonly error: ConsentryError;
  readonly event: AuditEvent | undefined;

  constructor(error: ConsentryError, event: AuditEvent | undefined) {
    super(error.message, { cause: error });
    this.error = error;
    this.event = event;
  }
}

/**
 * The record of a refusal that happened before a handler could know more: a wrong method, body or key.
 * Undefined where there is nothing to say of anybody.
 */
export function plainRefusalEvent(
  operation: Operation,
  error: ConsentryError,
  base: Pick<AuditEvent, 'at' | 'requestId' | 'address' | 'key' | 'identity' | 'person'>,
  principal: Principal | undefined,
): AuditEvent | undefined {
  const endpoint: Endpoint = endpoints[operation];
  if (endpoint.role === 'anyone') return undefined;
  if (endpoint.role === 'invited') {
    const recorded = Array.isArray(endpoint.audit) && endpoint.audit.includes('consent.refused');
    return recorded
      ? { ...base, actor: 'invited person', type: 'consent.refused', code: error.code }
      : undefined;
  }
  return { ...base, actor: actorOf(principal), type: 'access.refused', code: error.code, operation };
}

function actorOf(principal: Principal | undefined): AuditEvent['actor'] {
  if (principal === undefined) return 'unknown';
  return principal.kind === 'caller' ? principal.id : 'operator';
}
