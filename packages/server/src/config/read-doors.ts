import { isLoopbackHost } from './loopback.ts';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/** An address to listen on. Port 0: a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Where the broker is reached. */
export interface Doors {
  /** An origin, without a slash at the end. */
  readonly publicUrl: string;
  readonly publicListener: ListenAddress;
  readonly apiListener: ListenAddress;
  /** On loopback. Undefined: the managed-identity protocol is off. */
  readonly managedIdentityListener?: ListenAddress | undefined;
  /** Undefined: the metrics are not to be read. */
  readonly metricsListener?: ListenAddress | undefined;
}

/** Reads the public address and the listeners. Undefined when the report says why not. */
export function readDoors(values: Values, report: Report): Doors | undefined {
  const publicListener = readListener(values, 'publicListener', report);
  const apiListener = readListener(values, 'apiListener', report);
  const metricsListener = readListener(values, 'metricsListener', report);
  if (
    publicListener !== undefined &&
    apiListener !== undefined &&
    publicListener.port !== 0 &&
    publicListener.port === apiListener.port
  ) {
    report.add('apiListener.port', 'is the port of the public listener', 'Use two ports.');
  }
  for (const name of ['publicListener', 'apiListener'] as const) {
    const port = values[`${name}.port`];
    if (metricsListener !== undefined && port !== 0 && port === metricsListener.port) {
      report.add('metricsListener.port', `is the port of ${name}`, 'Use a port of its own.');
    }
  }
  const others = [publicListener, apiListener, metricsListener];
  const managedIdentityListener = readManagedIdentityListener(values, others, report);
  const publicUrl = readPublicUrl(values, publicListener, report);
  if (!publicListener || !apiListener || publicUrl === undefined) return undefined;
  return { publicUrl, publicListener, apiListener, metricsListener, managedIdentityListener };
}

/** What is sent to it is not encrypted, and whoever reaches it and has a key has that key's customers. */
function readManagedIdentityListener(
  values: Values,
  others: readonly (ListenAddress | undefined)[],
  report: Report,
): ListenAddress | undefined {
  const host = values['managedIdentityListener.host'];
  const port = values['managedIdentityListener.port'];
  if (host === undefined || port === undefined) return undefined;
  if (!isLoopbackHost(host)) {
    report.add('managedIdentityListener.host', 'is open to other machines', 'Listen on 127.0.0.1.');
  }
  if (port !== 0 && others.some((other) => other?.port === port)) {
    report.add('managedIdentityListener.port', 'is the port of another listener', 'Use a port of its own.');
  }
  return { host, port };
}

function readListener(
  values: Values,
  name: 'publicListener' | 'apiListener' | 'metricsListener',
  report: Report,
): ListenAddress | undefined {
  const host = values[`${name}.host`];
  const port = values[`${name}.port`];
  if (
    host !== undefined &&
    port !== undefined &&
    values['cloud.allowLocal'] === true &&
    !isLoopbackHost(host)
  ) {
    report.add(
      `${name}.host`,
      'is open to other machines while cloud.allowLocal is on',
      'Listen on 127.0.0.1, or set cloud.allowLocal to false.',
    );
  }
  return host === undefined || port === undefined ? undefined : { host, port };
}

function readPublicUrl(
  values: Values,
  listener: ListenAddress | undefined,
  report: Report,
): string | undefined {
  const given = values.publicUrl;
  if (given === undefined) {
    if (listener?.port !== 0) return listener && `http://localhost:${listener.port}`;
    report.add('publicUrl', 'is missing', 'It is needed when publicListener.port is 0.');
    return undefined;
  }
  const url = new URL(given);
  if (url.pathname !== '/') {
    report.add('publicUrl', 'has a path', `Write the address alone: ${url.origin}`);
    return undefined;
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    report.add(
      'publicUrl',
      'is http',
      'Use https; http is for this machine only, such as http://localhost:44395.',
    );
    return undefined;
  }
  return url.origin;
}
