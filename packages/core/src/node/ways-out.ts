import { getCACertificates } from 'node:tls';
import { Agent, type buildConnector, type Dispatcher, ProxyAgent } from 'undici';
import { lookupWithLocalhost } from './local-hosts.ts';
import type { ProxyOptions } from './proxy-options.ts';

export interface DispatcherOptions {
  readonly ca: readonly string[];
  readonly allowLocal: boolean;
  readonly connections: number;
  readonly proxy: ProxyOptions | undefined;
}

/** How one host is reached. */
export interface Way {
  readonly dispatcher: Dispatcher;
  readonly isByProxy: boolean;
}

/** Connections to others, by a proxy or without. */
export interface Ways {
  find(host: string): Way;
  close(): Promise<void>;
}

const maxHeaderBytes = 32_768;

export function createWays({ ca, allowLocal, connections, proxy }: DispatcherOptions): Ways {
  const tls = (more: readonly string[]): buildConnector.BuildOptions => {
    const authorities = [...ca, ...more];
    return {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(authorities.length > 0 && { ca: [...getCACertificates('default'), ...authorities] }),
      ...(allowLocal && { lookup: lookupWithLocalhost }),
    };
  };
  const limits = {
    connections,
    allowH2: false,
    maxHeaderSize: maxHeaderBytes,
    // One deadline holds for the whole call; these would only add a second, weaker one.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const direct = new Agent({ ...limits, connect: tls([]) });
  const byProxy = proxy && createProxyAgent(proxy, limits, tls(proxy.ca === undefined ? [] : [proxy.ca]));
  let closing: Promise<unknown> | undefined;
  return {
    find: (host) =>
      byProxy === undefined || isExempt(host, proxy?.except ?? [])
        ? { dispatcher: direct, isByProxy: false }
        : { dispatcher: byProxy, isByProxy: true },
    async close() {
      closing ??= Promise.all([direct.close(), byProxy?.close()]);
      await closing;
    },
  };
}

/** It always tunnels: a proxy sees of a request no more than the host. */
function createProxyAgent(
  { url, credentials }: ProxyOptions,
  limits: Agent.Options,
  tls: buildConnector.BuildOptions,
): ProxyAgent {
  const token = credentials && `Basic ${Buffer.from(credentials.reveal(), 'utf8').toString('base64')}`;
  return new ProxyAgent({
    ...limits,
    uri: url,
    proxyTunnel: true,
    requestTls: tls,
    proxyTls: tls,
    ...(token !== undefined && { token }),
  });
}

function isExempt(host: string, except: readonly string[]): boolean {
  const name = host.toLowerCase();
  return except.some((one) => (one.startsWith('.') ? name.endsWith(one) : name === one));
}
