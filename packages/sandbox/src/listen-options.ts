import { isLocalName, isLoopback } from './loopback.ts';
import { localNames } from './origins.ts';
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
  /**
   * The names that the origins carry; a service without one has the host. `true` names all services but the control, such as
   * `login.localhost` (see `localNames`). Unless told otherwise only the vault has a name, `example.vault.localhost`: clients know a
   * vault by the name in its host. Where others than this machine may come, nothing has a name unless it is told.
   */
  names?: true | Partial<Record<ServiceName, string>>;
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
  for (const name of Object.values(options.names === true ? {} : (options.names ?? {}))) {
    if (isLocalName(name)) continue;
    if (isLoopback(host)) throw new TypeError(`${name} is no name below localhost`);
    if (options.https === true)
      throw new TypeError(`https is for names below localhost, and ${name} is none`);
  }
}

/**
 * The names that the origins carry.
 *
 * @param vaultName the world's first vault
 */
export function chooseNames(
  { host = '127.0.0.1', names }: ListenOptions,
  vaultName: string | undefined,
): Partial<Record<ServiceName, string>> {
  if (names === true) return localNames(vaultName);
  if (names !== undefined) return names;
  return vaultName !== undefined && isLoopback(host) ? { vault: localNames(vaultName).vault } : {};
}
