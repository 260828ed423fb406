import { isLocalName, isLoopback } from './loopback.ts';
import type { ServiceName } from './origins.ts';

/** How a sandbox listens. */
export interface ListenOptions {
  /** A loopback address; `127.0.0.1` unless told otherwise. Any other wants `exposeToNetwork` as well. */
  host?: string;
  /**
   * Lets others than this machine reach the services. Passwords and TOTP secrets of a world are public, and whoever reaches a
   * sandbox can use it. The control stays on loopback even then.
   */
  exposeToNetwork?: boolean;
  /** Fixed ports; free ones are chosen for the others. */
  ports?: Partial<Record<ServiceName, number>>;
  /** The names that the origins carry, such as `login.localhost` (see `localNames`); the host unless told otherwise. */
  names?: Partial<Record<ServiceName, string>>;
  /** Speaks https, with certificates of an authority that is made now and lives for a day. */
  https?: boolean;
  /** With `https`: where the authority's certificate is written, PEM, for `NODE_EXTRA_CA_CERTS`. */
  caFile?: string;
}

/** @throws TypeError for options that do not go together */
export function checkListenOptions({ host = '127.0.0.1', ...options }: ListenOptions): void {
  if (options.caFile !== undefined && options.https !== true)
    throw new TypeError('a caFile goes together with https');
  if (!isLoopback(host) && options.exposeToNetwork !== true) {
    throw new TypeError(
      `The sandbox listens on loopback only, not on ${host}: its passwords and TOTP secrets are public, and whoever reaches it can use it. Where that is wanted, say exposeToNetwork as well.`,
    );
  }
  for (const name of Object.values(options.names ?? {})) {
    if (isLocalName(name)) continue;
    if (isLoopback(host)) throw new TypeError(`${name} is no name below localhost`);
    if (options.https === true)
      throw new TypeError(`https is for names below localhost, and ${name} is none`);
  }
}
