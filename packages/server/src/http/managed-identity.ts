import { ConsentryError } from '@consentry/core';
import { type Refusal, refusal } from '@consentry/core/contract';
import { isWorkloadToken } from '../access/authenticate-token.ts';
import { isLoopbackHost } from '../config/loopback.ts';
import { createListener, type HttpHandler, type ListenerDeps } from './create-listener.ts';

/**
 * The listener for SDKs that ask for tokens as in App Service. It is the listener of the contract like any other; here
 * only the protocol's own words are read and written: a caller's key in `X-IDENTITY-HEADER`, and refusals as App Service
 * writes them.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference (2026-11-26)
 */
export function createManagedIdentityListener(deps: ListenerDeps): HttpHandler {
  const listener = createListener('managed-identity', { ...deps, admit: requireDirect });
  return async (request, connection) => {
    const answer = await listener(readKey(request), connection);
    // An answer to HEAD has no body.
    return answer.ok || request.method === 'HEAD' ? answer : describeRefusal(answer);
  };
}

/**
 * The key counts only where the protocol has it: a program that can be led to send requests sets no such header. A token
 * of a platform does not count: it ends within hours, and the variable that an SDK takes it from is read once.
 */
function readKey(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete('authorization');
  const key = headers.get('x-identity-header');
  if (key !== null && !isWorkloadToken(key)) headers.set('authorization', `Bearer ${key}`);
  return new Request(request.url, { method: request.method, headers });
}

const forwarding = /^(x-forwarded-.*|forwarded|via)$/;

/**
 * Lets in what a program of this machine sends itself. A proxy would let others reach the address; and a page in a
 * browser that has the address in its own name (DNS rebinding) shows that name as the host.
 * @throws ConsentryError `not_direct`
 */
function requireDirect({ url, headers }: Request): void {
  const isForwarded = [...headers.keys()].some((name) => forwarding.test(name));
  const host = URL.parse(`http://${headers.get('host') ?? ''}`)?.hostname ?? '';
  if (isForwarded || !isLoopbackHost(host) || !isLoopbackHost(new URL(url).hostname)) {
    throw new ConsentryError('not_direct');
  }
}

/**
 * SDKs show a person what stands in `message` and `error_description`, and nothing else; so the remedy is there too.
 * Some look for `error` and `correlationId`, others for `statusCode`.
 */
async function describeRefusal(answer: Response): Promise<Response> {
  const { error } = refusal.parse(await answer.json());
  const message = `${error.message} ${remedyOf(error)}`;
  // SDKs take a 404 for an identity that is still being made, and try again for half a minute.
  const status = answer.status === 404 ? 400 : answer.status;
  const body = {
    statusCode: status,
    error: error.code,
    message,
    error_description: message,
    correlationId: error.requestId,
  };
  return new Response(JSON.stringify(body), { status, headers: answer.headers });
}

function remedyOf({ code, remedy }: Refusal['error']): string {
  return code === 'unauthorized' ? 'Set IDENTITY_HEADER to the key of a caller.' : remedy;
}
