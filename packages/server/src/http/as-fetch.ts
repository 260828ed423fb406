import type { HttpHandler, Incoming } from './incoming.ts';

/**
 * A listener without a socket, for whoever is in the same process.
 *
 * @param address of whoever asks; there is none in the same process, unless somebody says so
 */
export function asFetch(handler: HttpHandler, address?: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const { status, headers: given, cookies = [], body } = await handler(readRequest(request, address));
    const headers = new Headers(given);
    for (const cookie of cookies) headers.append('set-cookie', cookie);
    if (request.method !== 'HEAD') return new Response(body, { status, headers });
    if (body instanceof ReadableStream) await body.cancel();
    return new Response(null, { status, headers });
  };
}

function readRequest(request: Request, address: string | undefined): Incoming {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    target: pathname + search,
    header: (name) => request.headers.get(name) ?? undefined,
    headers: () => request.headers,
    body: () => request.body ?? noBody(),
    signal: () => request.signal,
    address,
  };
}

async function* noBody(): AsyncGenerator<Uint8Array> {
  // There is nothing in it.
}
