import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { freePort } from './free-port.ts';

/** Where the services of a cloud answer. */
export interface CloudOrigins {
  readonly login: string;
  readonly partnerCenter: string;
  readonly graph: string;
  readonly arm?: string;
  readonly defender?: string;
}

/**
 * Writes the configuration of a broker for the example application into a folder, with its secret.
 * @param caFile of a cloud on https
 */
export async function writeConfig(
  folder: string,
  publicPort: number,
  origins: CloudOrigins,
  caFile?: string,
): Promise<{ configFile: string; dataDir: string }> {
  const secretFile = join(folder, 'client-secret');
  const configFile = join(folder, 'config.json');
  const dataDir = join(folder, 'data');
  await writeFile(secretFile, `${DEFAULT_APPLICATION.secret}\n`, { mode: 0o600 });
  await writeFile(
    configFile,
    JSON.stringify({
      cloud: {
        name: 'test-cloud',
        allowLocal: true,
        loginBaseUrl: origins.login,
        partnerCenterBaseUrl: origins.partnerCenter,
        graphBaseUrl: origins.graph,
        armBaseUrl: origins.arm,
        defenderBaseUrl: origins.defender,
        ...(caFile === undefined ? {} : { caFile }),
      },
      application: { id: DEFAULT_APPLICATION.clientId, name: 'Example Integration', secretFile },
      publicUrl: `http://localhost:${publicPort}`,
      publicListener: { port: publicPort },
      apiListener: { port: await freePort() },
      dataDir,
      log: { level: 'warn' },
    }),
  );
  return { configFile, dataDir };
}
