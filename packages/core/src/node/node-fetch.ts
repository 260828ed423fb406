import {
  type Fetch,
  type FetchStream,
  type IncomingAnswer,
  type OutgoingRequest,
  TransportError,
} from '../ports.ts';
import { decodeBody } from './decode-body.ts';
import { exchange } from './exchange.ts';
import { exchangeStream } from './exchange-stream.ts';
import { isLocalHost } from './local-hosts.ts';
import type { ProxyOptions } from './proxy-options.ts';
import { createWays, type Way } from './ways-out.ts';

/** Whom outgoing HTTP trusts, and by which way it goes. Without `allowLocal` it reaches no address of this machine. */
export interface NodeFetchOptions {
  /** Certificate authorities that are trusted beside the machine's own. PEM. */
  readonly ca?: string | readonly string[];
  /** Allows plain http and hosts on this machine, and resolves `*.localhost` to it. For trying out only. */
  readonly allowLocal?: boolean;
  readonly connectionsPerOrigin?: number;
  /** Undefined: everything goes straight to its host. The environment is not asked. */
  readonly proxy?: ProxyOptions | undefined;
}

/** Outgoing HTTP on Node. It must be closed. */
export interface NodeFetch extends Fetch {
  /** The same without a buffer, on the same connections and under the same rules. */
  readonly stream: FetchStream;
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

  function find(to: string): Way {
    const url = new URL(to);
    if (!allowLocal) refuseLocal(url);
    return ways.find(url.hostname);
  }

  async function fetch(request: OutgoingRequest): Promise<IncomingAnswer> {
    const answer = await exchange(find(request.url), request);
    const { 'content-encoding': encoding, 'content-length': _, ...headers } = answer.headers;
    if (!encoding || answer.body.byteLength === 0) return answer;
    return { ...answer, headers, body: await decodeBody(answer.body, encoding, request.maxResponseBytes) };
  }

  const stream: FetchStream = async (request) => exchangeStream(find(request.url), request);

  return Object.assign(fetch, { stream, close: () => ways.close() });
}

function refuseLocal({ protocol, hostname }: URL): void {
  if (protocol === 'https:' && !isLocalHost(hostname)) return;
  throw new TransportError('protocol', {
    mayHaveArrived: false,
    message: protocol === 'https:' ? 'A host on this machine is not allowed.' : 'Only https is allowed.',
  });
}
