import { randomBytes } from 'node:crypto';
import { createClock } from './clock.ts';
import type { SandboxClock } from './clock.ts';
import type { Control } from './control/control.ts';
import { createControl } from './control/create-control.ts';
import { createFaults } from './control/faults.ts';
import { createGate } from './control/gate.ts';
import { guardService } from './control/guard-service.ts';
import { createIdTokenForge } from './control/id-token-forge.ts';
import { createControlService } from './control/control-origin.ts';
import { createEntraService } from './entra/login-origin.ts';
import { createSigningKeys } from './entra/signing-keys.ts';
import { createEntraState } from './entra/state.ts';
import { createGraphService } from './graph/graph-origin.ts';
import type { ServerTls } from './https/server-tls.ts';
import { createKeyVaultService } from './key-vault/key-vault-origin.ts';
import { createLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { bindService } from './listen.ts';
import type { BoundServer } from './listen.ts';
import { checkListenOptions } from './listen-options.ts';
import type { ListenOptions } from './listen-options.ts';
import { isLoopback } from './loopback.ts';
import { SERVICE_NAMES, inProcessOrigins } from './origins.ts';
import type { Origins, ServiceName } from './origins.ts';
import { createPartnerCenterService } from './partner-center/partner-center-origin.ts';
import type { SandboxParts } from './parts.ts';
import type { World } from './world/types.ts';

/** One service as a function. It knows nothing of sockets. */
export interface SandboxService {
  (request: Request): Promise<Response>;
}

/** A stand-in for Microsoft's cloud. */
export interface Sandbox {
  /** Plain data, live: a change is seen by the next request. */
  readonly world: World;
  readonly clock: SandboxClock;
  readonly ledger: Ledger;
  readonly control: Control;
  /** The services as functions, for tests that need no socket. */
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

export interface SandboxOptions {
  world: World;
  /** Base URLs for use within a process. */
  origins?: Partial<Origins>;
  /** Where time comes from; the machine's clock unless told otherwise. */
  clock?: { now(): number };
}

/** Creates a sandbox. Its signing keys are made here, at random. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const parts: SandboxParts = {
    world: options.world,
    clock: createClock(options.clock),
    ledger: createLedger(),
    origins: { ...inProcessOrigins(options.world.vaults[0]?.name), ...options.origins },
    keys: await createSigningKeys(),
    entra: createEntraState(),
    faults: createFaults(options.world),
    gate: createGate(),
    forge: createIdTokenForge(),
  };
  const control = createControl(parts);
  const controlToken = randomBytes(32).toString('base64url');
  const services: Record<ServiceName, SandboxService> = {
    login: guardService(parts, 'login', createEntraService(parts)),
    partnerCenter: guardService(parts, 'partnerCenter', createPartnerCenterService(parts)),
    graph: guardService(parts, 'graph', createGraphService(parts)),
    vault: guardService(parts, 'vault', createKeyVaultService(parts)),
    control: createControlService(parts, control, controlToken),
  };
  const bound: BoundServer[] = [];
  let caCertificate: string | undefined;
  return {
    world: parts.world,
    clock: parts.clock,
    ledger: parts.ledger,
    control,
    services,
    origins: parts.origins,
    controlToken,
    get caCertificate() {
      return caCertificate;
    },
    listen: async (listenOptions = {}) => {
      checkListenOptions(listenOptions);
      const { host = '127.0.0.1', ports = {}, names = {}, https = false, caFile } = listenOptions;
      const tls = https ? await loadTls(caFile) : undefined;
      const origins: Partial<Origins> = {};
      try {
        for (const service of SERVICE_NAMES) {
          // The control stays on loopback, whoever may reach the others.
          const address = service === 'control' && !isLoopback(host) ? '127.0.0.1' : host;
          const server = await bindService(services[service], {
            service,
            host: address,
            port: ports[service] ?? 0,
            name: names[service],
            tls: tls?.options,
          });
          bound.push(server);
          origins[service] = server.origin;
        }
      } catch (error) {
        await closeAll(bound);
        throw error;
      }
      Object.assign(parts.origins, origins);
      caCertificate = tls?.caCertificate;
    },
    close: async () => {
      parts.gate.open();
      await closeAll(bound);
    },
  };
}

async function closeAll(bound: BoundServer[]): Promise<void> {
  await Promise.all(bound.splice(0).map((server) => server.close()));
}

/** Certificates are loaded where they are needed: most sandboxes do without. */
async function loadTls(caFile: string | undefined): Promise<ServerTls> {
  const { createServerTls } = await import('./https/server-tls.ts');
  return createServerTls(caFile);
}
