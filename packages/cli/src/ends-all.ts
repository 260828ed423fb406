import type { ConsentryError } from '@consentry/core';

/** True for what the next of many would meet as well. */
export function endsAll({ code }: ConsentryError): boolean {
  return [
    'broker_unreachable',
    'not_a_broker',
    'unauthorized',
    'client_credential',
    'audit_unavailable',
  ].includes(code);
}
