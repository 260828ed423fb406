import type { AuditEvent } from '@consentry/core';
import type { InputOf, Operation } from '@consentry/core/contract';
import type { Principal } from '../access/authenticate.ts';
import type { Incoming } from './incoming.ts';

/** One request, read and checked as far as the contract goes. */
export interface Exchange<Name extends Operation> {
  readonly input: InputOf<Name>;
  /** Fields of another protocol: of the form, or of the query where there is no form. */
  readonly fields: URLSearchParams;
  /** Who calls; undefined where anyone or an invited person may. */
  readonly principal: Principal | undefined;
  readonly requestId: string;
  /** The address at the other end of the connection. */
  readonly address: string | undefined;
  /** Header values, undefined when absent. */
  readonly origin: string | undefined;
  readonly cookies: ReadonlyMap<string, string>;
  /** As it came. Nothing of it was checked: it is for what is passed on. */
  readonly raw: Incoming;
}

/** What an audit event takes from the request that caused it. */
export function traceOf({
  requestId,
  address,
  principal,
}: {
  readonly requestId: string;
  readonly address: string | undefined;
  readonly principal?: Principal | undefined;
}): Pick<AuditEvent, 'address' | 'key' | 'identity' | 'person'> & { readonly requestId: string } {
  return {
    requestId,
    ...(address === undefined ? {} : { address }),
    ...(principal?.kind === 'caller' && principal.proof),
    ...(principal?.kind === 'operator' && principal.person !== undefined && { person: principal.person }),
  };
}
