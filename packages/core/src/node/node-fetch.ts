import { getCACertificates } from 'node:tls';
import { Agent } from 'undici';
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
import { isLocalHost, lookupWithLocalhost } from './local-hosts.ts';

export interface NodeFetchOptions {
  /** Certificate authorities that are trusted beside the machine's own. PEM. */
  readonly ca?: string | readonly string[];
  /** Allows plain http and hosts on this machine, and resolves `*.localhost` to it. For trying out only. */
  readonly allowLocal?: boolean;
  readonly connectionsPerOrigin?: number;
}

export interface NodeFetch extends Fetch {
  /** The same without a buffer, on the same connections and under the same rules. */
  readonly stream: FetchStream;
  /** Lets what is under way finish, within its deadlines, and closes all connections. */
  close(): Promise<void>;
}

const maxHeaderBytes = 32_768;

/**
 * Outgoing HTTP/1.1 on connections that are kept and reused. Certificates are always checked, with TLS 1.2 or
 * later, whatever the environment says; redirects are handed back; the deadline covers everything from the
 * resolution of the name to the last byte.
 * @returns A Fetch that throws TransportError: `protocol` also for a URL that is not allowed.
 */
export function createNodeFetch(options: NodeFetchOptions = {}): NodeFetch {
  const { ca = [], allowLocal = false, connectionsPerOrigin = 64 } = options;
  const agent = new Agent({
    connections: connectionsPerOrigin,
    allowH2: false,
    maxHeaderSize: maxHeaderBytes,
    // One deadline holds for the whole call; these would only add a second, weaker one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(ca.length > 0 && { ca: [...getCACertificates('default'), ...[ca].flat()] }),
      ...(allowLocal && { lookup: lookupWithLocalhost }),
    },
  });

  async function fetch(request: OutgoingRequest): Promise<IncomingAnswer> {
    if (!allowLocal) refuseLocal(new URL(request.url));
    const answer = await exchange(agent, request);
    const { 'content-encoding': encoding, 'content-length': _, ...headers } = answer.headers;
    if (!encoding || answer.body.byteLength === 0) return answer;
    return { ...answer, headers, body: await decodeBody(answer.body, encoding, request.maxResponseBytes) };
  }

  const stream: FetchStream = async (request) => {
    if (!allowLocal) refuseLocal(new URL(request.url));
    return exchangeStream(agent, request);
  };

  return Object.assign(fetch, {
    stream,
    async close() {
      if (!agent.closed) await agent.close();
    },
  });
}

function refuseLocal({ protocol, hostname }: URL): void {
  if (protocol === 'https:' && !isLocalHost(hostname)) return;
  throw new TransportError('protocol', {
    mayHaveArrived: false,
    message: protocol === 'https:' ? 'A host on this machine is not allowed.' : 'Only https is allowed.',
  });
}
