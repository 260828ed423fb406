import { randomBytes } from 'node:crypto';
import { createArmService } from './arm/arm-origin.ts';
import { createClock } from './clock.ts';
import { createControlService } from './control/control-origin.ts';
import { createControl } from './control/create-control.ts';
import { createFaults } from './control/faults.ts';
import { createGate } from './control/gate.ts';
import { guardService } from './control/guard-service.ts';
import { createIdTokenForge } from './control/id-token-forge.ts';
import { createFetch } from './create-fetch.ts';
import { createDefenderService } from './defender/defender-origin.ts';
import { createEntraService } from './entra/login-origin.ts';
import type { SigningKeys } from './entra/signing-keys.ts';
import { createEntraState } from './entra/state.ts';
import { createGraphService } from './graph/graph-origin.ts';
import type { ServerTls } from './https/server-tls.ts';
import { createKeyVaultService } from './key-vault/key-vault-origin.ts';
import { createLedger } from './ledger.ts';
import type { BoundServer } from './listen.ts';
import { bindService } from './listen.ts';
import { checkListenOptions, chooseNames } from './listen-options.ts';
import { isLoopback } from './loopback.ts';
import type { Origins, ServiceName } from './origins.ts';
import { inProcessOrigins, SERVICE_NAMES } from './origins.ts';
import { createPartnerCenterService } from './partner-center/partner-center-origin.ts';
import type { SandboxParts } from './parts.ts';
import type { Sandbox, SandboxOptions, SandboxService } from './sandbox.ts';
import { createSecurityData } from './security/security-data.ts';
import { deliverToLoopback } from './webhooks/deliver.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

/** Puts a sandbox together around the keys that it signs with. Tests may share keys among sandboxes; nobody else does. */
export function assembleSandbox(options: SandboxOptions, keys: SigningKeys): Sandbox {
  const { world } = options;
  const clock = createClock(options.clock);
  const origins = { ...inProcessOrigins(world.vaults[0]?.name), ...options.origins };
  const { deliver = deliverToLoopback } = options;
  const parts: SandboxParts = {
    world,
    clock,
    ledger: createLedger(),
    origins,
    keys,
    entra: createEntraState(),
    faults: createFaults({ world, clock }),
    gate: createGate(),
    forge: createIdTokenForge(),
    refusedTokens: new Map(),
    proposals: new Map(),
    security: createSecurityData({ world: options.world, clock }),
    webhooks: createWebhooks({ world, clock, origins, deliver }),
  };
  const control = createControl(parts);
  const controlToken = randomBytes(32).toString('base64url');
  const services: Record<ServiceName, SandboxService> = {
    login: guardService(parts, 'login', createEntraService(parts)),
    partnerCenter: guardService(parts, 'partnerCenter', createPartnerCenterService(parts)),
    graph: guardService(parts, 'graph', createGraphService(parts)),
    arm: guardService(parts, 'arm', createArmService(parts)),
    defender: guardService(parts, 'defender', createDefenderService(parts)),
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
    fetch: createFetch(services, parts.origins),
    get caCertificate() {
      return caCertificate;
    },
    listen: async (listenOptions = {}) => {
      checkListenOptions(listenOptions);
      const { host = '127.0.0.1', ports = {}, https = false, caFile } = listenOptions;
      const names = chooseNames(listenOptions, parts.world.vaults[0]?.name);
      const tls = https ? await loadTls(caFile) : undefined;
      const listening: Partial<Origins> = {};
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
          listening[service] = server.origin;
        }
      } catch (error) {
        await closeAll(bound);
        throw error;
      }
      Object.assign(parts.origins, listening);
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
