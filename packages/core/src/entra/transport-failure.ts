import type { ErrorCode } from '../error-table.ts';
import { ConsentryError, type Facts } from '../errors.ts';
import {
  type Fetch,
  type IncomingAnswer,
  type OutgoingRequest,
  TransportError,
  type TransportFailure,
} from '../ports.ts';

/**
 * Sends one request to the identity provider, once.
 * @param facts Safe to show: what the request concerned.
 * @throws ConsentryError `idp_unreachable`, `idp_timeout`, `idp_answer_lost`, `proxy_error`, `idp_tls`, `idp_protocol`,
 * `idp_too_large`. `facts.mayHaveArrived` says whether a token may have been issued that we never saw; after
 * `idp_timeout` it decides whether the answer counts as lost.
 */
export async function askIdentityProvider(
  fetch: Fetch,
  request: OutgoingRequest,
  facts: Facts,
): Promise<IncomingAnswer> {
  try {
    return await fetch(request);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new ConsentryError(transportCode(error), {
      facts: { ...facts, transport: error.failure, mayHaveArrived: error.mayHaveArrived },
      cause: error,
    });
  }
}

function transportCode({ failure, mayHaveArrived }: TransportError): ErrorCode {
  return failure === 'reset' && !mayHaveArrived ? 'idp_unreachable' : codes[failure];
}

const codes: Readonly<Record<TransportFailure, ErrorCode>> = {
  dns: 'idp_unreachable',
  connect: 'idp_unreachable',
  proxy: 'proxy_error',
  tls: 'idp_tls',
  timeout: 'idp_timeout',
  reset: 'idp_answer_lost',
  protocol: 'idp_protocol',
  too_large: 'idp_too_large',
};
