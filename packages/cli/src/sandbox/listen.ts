import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsentryError } from '@consentry/core';
import { isLoopback, ListenError, type Sandbox, type ServiceName } from '@consentry/sandbox';
import { removeOnExit } from '../remove-on-exit.ts';
import { readPort } from '../commands/read-port.ts';

export interface AddressOptions {
  readonly host?: string;
  readonly exposeToNetwork?: boolean;
  readonly names?: boolean;
  readonly https?: boolean;
  readonly caFile?: string;
  readonly loginPort?: string;
  readonly partnerCenterPort?: string;
  readonly graphPort?: string;
  readonly armPort?: string;
  readonly defenderPort?: string;
  readonly vaultPort?: string;
  readonly controlPort?: string;
}

const portOptions: Record<ServiceName, string> = {
  login: '--login-port',
  partnerCenter: '--partner-center-port',
  graph: '--graph-port',
  arm: '--arm-port',
  defender: '--defender-port',
  vault: '--vault-port',
  control: '--control-port',
};

/** A sandbox that listens. */
export interface Listening {
  /** The file with the certificate authority; null on http. */
  readonly ca: string | null;
  /** Stops it, and removes the file of the authority where nobody said where it should be. */
  close(): Promise<void>;
}

/**
 * Makes a sandbox listen as the options say.
 * @throws ConsentryError `usage` for a port that is taken, an address that others can reach without `--expose-to-network`, a CA
 * file that cannot be written; nothing listens then
 */
export async function listen(sandbox: Sandbox, options: AddressOptions): Promise<Listening> {
  const { host = '127.0.0.1', exposeToNetwork = false } = options;
  if (!isLoopback(host) && !exposeToNetwork) {
    throw new ConsentryError('usage', {
      message: `At ${host} other machines could reach the sandbox. Its passwords and TOTP secrets are public: whoever reaches it can use it.`,
      remedy: 'Leave --host out, or add --expose-to-network if that is what you want.',
      facts: { host },
    });
  }
  if (exposeToNetwork && isLoopback(host)) {
    throw new ConsentryError('usage', {
      message: `--expose-to-network does nothing at ${host}: only this machine reaches it.`,
      remedy: 'Give --host the address that others reach, such as 0.0.0.0, or leave --expose-to-network out.',
      facts: { host },
    });
  }
  const ports = readPorts(options);
  const ca = await chooseCaFile(options);
  try {
    await sandbox.listen({
      host,
      exposeToNetwork,
      ports,
      ...(options.names === true ? { names: true } : {}),
      ...(ca.file === null ? {} : { https: true, caFile: ca.file }),
    });
  } catch (error) {
    await ca.remove();
    throw explain(error, ca.file);
  }
  return {
    ca: ca.file,
    async close() {
      await sandbox.close();
      await ca.remove();
    },
  };
}

function readPorts(options: AddressOptions): Partial<Record<ServiceName, number>> {
  const texts: Record<ServiceName, string | undefined> = {
    login: options.loginPort,
    partnerCenter: options.partnerCenterPort,
    graph: options.graphPort,
    arm: options.armPort,
    defender: options.defenderPort,
    vault: options.vaultPort,
    control: options.controlPort,
  };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([service, text]) =>
      text === undefined ? [] : [[service, readPort(text)]],
    ),
  );
}

async function chooseCaFile({
  https,
  caFile,
}: AddressOptions): Promise<{ file: string | null; remove(): Promise<void> }> {
  if (caFile !== undefined) return { file: caFile, remove: async () => undefined };
  if (https !== true) return { file: null, remove: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'consentry-sandbox-'));
  const onExit = removeOnExit(folder);
  return {
    file: join(folder, 'ca.pem'),
    async remove() {
      await rm(folder, { recursive: true, force: true });
      onExit[Symbol.dispose]();
    },
  };
}

function explain(error: unknown, caFile: string | null): unknown {
  if (error instanceof ListenError) {
    const { service, port } = error;
    return new ConsentryError('usage', {
      message: `${error.message}.`,
      remedy:
        error.code === 'no-such-address'
          ? 'Give --host an address of this machine.'
          : `Give another port with ${portOptions[service]}, or leave it out: a free one is found. ss -ltnp says who has port ${port}.`,
      facts: { reason: error.code, service, port },
      cause: error,
    });
  }
  if (caFile !== null && error instanceof Error && 'path' in error && error.path === caFile) {
    return new ConsentryError('usage', {
      message: `The file ${caFile} cannot be written.`,
      remedy: 'Give --ca-file a path in a folder that exists and that you may write to.',
      cause: error,
    });
  }
  return error;
}
