import { ConsentryError } from '@consentry/core';
import { type Refusal, refusal } from '@consentry/core/contract';
import { isWorkloadToken } from '../access/authenticate-token.ts';
import { isLoopbackHost } from '../config/loopback.ts';
import { createListener } from './create-listener.ts';
import type { HttpHandler, Incoming, Reply } from './incoming.ts';
import type { ListenerDeps } from './listener-deps.ts';

/**
 * The listener for SDKs that ask for tokens as in App Service. It is the listener of the contract like any other; here
 * only the protocol's own words are read and written: a caller's key in `X-IDENTITY-HEADER`, and refusals as App Service
 * writes them.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference (2026-11-26)
 */
export function createManagedIdentityListener(deps: ListenerDeps): HttpHandler {
  const listener = createListener('managed-identity', {
    ...deps,
    admit: requireDirect,
    readAuthorization: readKey,
  });
  return async (incoming) => {
    const reply = await listener(incoming);
    return reply.status >= 400 && typeof reply.body === 'string' ? describeRefusal(reply, reply.body) : reply;
  };
}

/**
 * The key counts only where the protocol has it: a program that can be led to send requests sets no such header. A token
 * of a platform does not count: it ends within hours, and the variable that an SDK takes it from is read once.
 */
function readKey(incoming: Incoming): string | undefined {
  const key = incoming.header('x-identity-header');
  return key === undefined || isWorkloadToken(key) ? undefined : `Bearer ${key}`;
}

const forwarding = /^(x-forwarded-.*|forwarded|via)$/;

/**
 * Lets in what a program of this machine sends itself. A proxy would let others reach the address; and a page in a
 * browser that has the address in its own name (DNS rebinding) shows that name as the host.
 * @throws ConsentryError `not_direct`
 */
function requireDirect(incoming: Incoming): void {
  const isForwarded = [...incoming.headers().keys()].some((name) => forwarding.test(name));
  const host = hostOf(incoming);
  if (isForwarded || !isLoopbackHost(host)) {
    throw new ConsentryError('not_direct');
  }
}

/** The name in the Host header. Empty when there is more in it than a name and a port. */
function hostOf(incoming: Incoming): string {
  const host = incoming.header('host') ?? '';
  return /^[\w.:[\]-]+$/.test(host) ? (URL.parse(`http://${host}`)?.hostname ?? '') : '';
}

/**
 * SDKs show a person what stands in `message` and `error_description`, and nothing else; so the remedy is there too.
 * Some look for `error` and `correlationId`, others for `statusCode`.
 */
function describeRefusal(reply: Reply, text: string): Reply {
  const { error } = refusal.parse(JSON.parse(text));
  const message = `${error.message} ${remedyOf(error)}`;
  // SDKs take a 404 for an identity that is still being made, and try again for half a minute.
  const status = reply.status === 404 ? 400 : reply.status;
  const body = {
    statusCode: status,
    error: error.code,
    message,
    error_description: message,
    correlationId: error.requestId,
  };
  return { status, headers: reply.headers, body: JSON.stringify(body) };
}

function remedyOf({ code, remedy }: Refusal['error']): string {
  return code === 'unauthorized' ? 'Set IDENTITY_HEADER to the key of a caller.' : remedy;
}
