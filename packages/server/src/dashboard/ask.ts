import { ConsentryError } from '@consentry/core';
import { endpoints, type Endpoint, type Operation } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { parse } from '../http/read-input.ts';
import type { ApiHandlers } from '../routes/handlers.ts';
import type { Ask, AskLines } from './place.ts';
import { principalOf } from './principal-of.ts';
import type { SignedIn } from './signed-in.ts';

type From = Pick<Exchange<Operation>, 'requestId' | 'address' | 'raw'>;

/** The API's operations for whoever is signed in, checked on their way in and out as they are over HTTP. */
export function createAsk(
  handlers: ApiHandlers,
  who: SignedIn,
  { requestId, address, raw }: From,
): { readonly ask: Ask; readonly askLines: AskLines } {
  const carryOut = (operation: keyof ApiHandlers, request: object): Promise<unknown> => {
    const endpoint: Endpoint = endpoints[operation];
    if (!isForOperators(endpoint)) throw new TypeError(`${operation} is not for the dashboard`);
    // HEAD asks for nothing to happen, so it reaches nothing that records, as at the operation itself.
    if (raw.method === 'HEAD' && !('none' in endpoint.audit)) throw new ConsentryError('method_not_allowed');
    return handlers[operation]({
      input: readRequest(endpoint, request),
      fields: new URLSearchParams(),
      principal: principalOf(who),
      requestId,
      address,
      origin: undefined,
      cookies: new Map(),
      raw,
    });
  };
  const ask = async (operation: keyof ApiHandlers, request: object): Promise<unknown> => {
    const { response }: Endpoint = endpoints[operation];
    if (typeof response === 'string') throw new TypeError(`${operation} does not answer JSON`);
    return response.schema.parse(await carryOut(operation, request));
  };
  return {
    ask: ask as unknown as Ask,
    askLines: carryOut as unknown as AskLines,
  };
}

function isForOperators({ role, listener }: Endpoint): boolean {
  return listener === 'api' && (role === 'operator' || role === 'caller or operator' || role === 'anyone');
}

/** @throws ConsentryError `invalid_request` naming every field that is wrong */
function readRequest(endpoint: Endpoint, request: object): Exchange<Operation>['input'] {
  const parts = request as { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };
  const input: { params?: unknown; query?: unknown; body?: unknown } = {};
  if (endpoint.params !== undefined) input.params = parse(endpoint.params, parts.params ?? {}, 'path');
  if (endpoint.query !== undefined) input.query = parse(endpoint.query, parts.query ?? {}, 'query');
  if (endpoint.body?.schema !== undefined) input.body = parse(endpoint.body.schema, parts.body ?? {}, 'body');
  return input;
}
