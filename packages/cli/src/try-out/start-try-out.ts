import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declareCloud, readApplicationId, Secret } from '@consentry/core';
import { createSandbox, defaultWorld, type Sandbox } from '@consentry/sandbox';
import {
  type BrokerConfig,
  createLog,
  type RunningBroker,
  redirectUrisOf,
  startBroker,
} from '@consentry/server';
import { type Cast, findCast } from './cast.ts';

/** A sandbox of Microsoft's cloud and a broker that is configured for it, in this process, on loopback ports. */
export interface TryOut {
  readonly sandbox: Sandbox;
  readonly broker: RunningBroker;
  readonly cast: Cast;
  /** Stops both and removes what they stored. */
  close(): Promise<void>;
}

export interface TryOutOptions {
  readonly publicPort: number;
  readonly apiPort: number;
}

/** Starts both. The world is new each time, so a store of an earlier one would be of no use. */
export async function startTryOut(options: TryOutOptions): Promise<TryOut> {
  // The identity provider is on 127.0.0.1 and the broker on localhost: two sites, as in the real cloud.
  const publicUrl = `http://localhost:${options.publicPort}`;
  const redirectUris = redirectUrisOf(publicUrl);
  const world = defaultWorld({
    redirectUris: [redirectUris.connect, redirectUris.customerSignIn],
    adminConsentRedirectUris: [redirectUris.approve, redirectUris.customer],
    approvedApis: 'all',
  });
  const sandbox = await createSandbox({ world });
  await sandbox.listen({ host: '127.0.0.1' });
  const folder = await mkdtemp(join(tmpdir(), 'consentry-'));
  const close = async (): Promise<void> => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const cast = findCast(world);
    const config = describeBroker(sandbox, cast, folder, publicUrl, options);
    const broker = await startBroker(config, { log: createLog('warn') });
    return {
      sandbox,
      broker,
      cast,
      async close() {
        await broker.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function describeBroker(
  sandbox: Sandbox,
  { application }: Cast,
  folder: string,
  publicUrl: string,
  options: TryOutOptions,
): BrokerConfig {
  return {
    cloud: declareCloud({
      name: 'sandbox',
      loginBaseUrl: sandbox.origins.login,
      resources: {
        'partner-center': { baseUrl: sandbox.origins.partnerCenter },
        graph: { baseUrl: sandbox.origins.graph },
        arm: { baseUrl: sandbox.origins.arm },
        defender: { baseUrl: sandbox.origins.defender },
      },
    }),
    allowLocal: true,
    extraCa: undefined,
    application: {
      id: readApplicationId(application.clientId),
      name: application.displayName,
      kind: 'vendor',
      credential: { kind: 'secret', secret: Secret.of(application.secret) },
    },
    entra: { endpoints: 'v2', responseType: 'code' },
    issuers: [],
    publicUrl,
    publicListener: { host: 'localhost', port: options.publicPort },
    apiListener: { host: '127.0.0.1', port: options.apiPort },
    ...(options.apiPort !== 0 && {
      dashboard: { url: `http://127.0.0.1:${options.apiPort}`, accounts: undefined },
    }),
    dataDir: join(folder, 'data'),
    masterKeyFile: join(folder, 'master.key'),
    log: { level: 'warn' },
    refreshTokens: 'reusable',
    invitation: { lifetimeMs: 24 * 60 * 60 * 1000 },
    consent: { prompt: 'select_account', amrValues: 'mfa' },
  };
}
