import { type Fetch, type IncomingAnswer, type OutgoingRequest, TransportError } from '../ports.ts';
import { createWays, type ProxyOptions } from './ways-out.ts';
import { decodeBody } from './decode-body.ts';
import { exchange } from './exchange.ts';
import { isLocalHost } from './local-hosts.ts';

export interface NodeFetchOptions {
  /** Certificate authorities that are trusted beside the machine's own. PEM. */
  readonly ca?: string | readonly string[];
  /** Allows plain http and hosts on this machine, and resolves `*.localhost` to it. For trying out only. */
  readonly allowLocal?: boolean;
  readonly connectionsPerOrigin?: number;
  /** Undefined: everything goes straight to its host. The environment is not asked. */
  readonly proxy?: ProxyOptions | undefined;
}

export interface NodeFetch extends Fetch {
  /** Lets what is under way finish, within its deadlines, and closes all connections. */
  close(): Promise<void>;
}

/**
 * Outgoing HTTP/1.1 on connections that are kept and reused. Certificates are always checked, with TLS 1.2 or
 * later, whatever the environment says; redirects are handed back; the deadline covers everything from the
 * resolution of the name to the last byte.
 * @returns A Fetch that throws TransportError: `protocol` also for a URL that is not allowed; `proxy` for whatever kept a request
 * from getting through a proxy, its own look into TLS among it.
 */
export function createNodeFetch(options: NodeFetchOptions = {}): NodeFetch {
  const { ca = [], allowLocal = false, connectionsPerOrigin = 64, proxy } = options;
  const ways = createWays({ ca: [ca].flat(), allowLocal, connections: connectionsPerOrigin, proxy });

  async function fetch(request: OutgoingRequest): Promise<IncomingAnswer> {
    const url = new URL(request.url);
    if (!allowLocal) refuseLocal(url);
    const { dispatcher, isByProxy } = ways.find(url.hostname);
    const answer = await exchange(dispatcher, request, isByProxy);
    const { 'content-encoding': encoding, 'content-length': _, ...headers } = answer.headers;
    if (!encoding || answer.body.byteLength === 0) return answer;
    return { ...answer, headers, body: await decodeBody(answer.body, encoding, request.maxResponseBytes) };
  }

  return Object.assign(fetch, { close: () => ways.close() });
}

function refuseLocal({ protocol, hostname }: URL): void {
  if (protocol === 'https:' && !isLocalHost(hostname)) return;
  throw new TransportError('protocol', {
    mayHaveArrived: false,
    message: protocol === 'https:' ? 'A host on this machine is not allowed.' : 'Only https is allowed.',
  });
}
