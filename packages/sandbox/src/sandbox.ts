import type { SandboxClock } from './clock.ts';
import type { Control } from './control/control.ts';
import type { Ledger } from './ledger.ts';
import type { ListenOptions } from './listen-options.ts';
import type { Origins, ServiceName } from './origins.ts';
import type { Deliver } from './webhooks/deliver.ts';
import type { World } from './world/types.ts';

/** One service as a function. It knows nothing of sockets. */
export interface SandboxService {
  (request: Request): Promise<Response>;
}

/**
 * Asks the service that a URL belongs to, as the global `fetch` does, and without a socket. Redirects are not followed: a browser,
 * or `createPerson`, does that.
 *
 * @throws TypeError when the URL is at none of the sandbox's origins
 */
export interface SandboxFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
}

/** A stand-in for Microsoft's cloud. */
export interface Sandbox {
  /** Plain data, live: a change is seen by the next request. */
  readonly world: World;
  readonly clock: SandboxClock;
  readonly ledger: Ledger;
  readonly control: Control;
  /** All services as one function, for clients in this process: the URL says which one is asked. */
  readonly fetch: SandboxFetch;
  /** The services one by one, as functions. Which one is asked is not looked up in the URL. */
  readonly services: Record<ServiceName, SandboxService>;
  /** The base URLs. Issuers and links are made from these, never from a request. `listen` sets them. */
  readonly origins: Origins;
  /** What the control origin wants as bearer token. Random at each start. */
  readonly controlToken: string;
  /** The certificate (PEM) that clients must trust. Undefined unless the sandbox listens with https. */
  readonly caCertificate: string | undefined;
  /**
   * Binds each service to a port of its own. When one cannot be bound, none is.
   *
   * @throws ListenError for a port or an address that cannot be had, TypeError for options that do not go together
   */
  listen(options?: ListenOptions): Promise<void>;
  /** Closes the ports. Does nothing when none is open. */
  close(): Promise<void>;
}

/** What a sandbox is made of. Only the world is needed. */
export interface SandboxOptions {
  /** Plain data, from `defaultWorld`, `generateWorld`, `readWorld` or by hand. It is used as it is, not copied. */
  world: World;
  /** Base URLs for use within a process. */
  origins?: Partial<Origins>;
  /** Where time comes from, in epoch milliseconds; the machine's clock unless told otherwise. */
  clock?: { now(): number };
  /** Takes webhook events to their receivers; over the network, to this machine alone, unless told otherwise. */
  deliver?: Deliver;
}
