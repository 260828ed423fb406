import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Check,
  checkClock,
  checkHosts,
  checkNode,
  checkPrivatePlaces,
  checkProxy,
  checkRedirectUris,
  type Clock,
  type Fetch,
  failed,
  isConsentryError,
  notSeen,
  passed,
  type PrivatePlace,
  probeHosts,
} from '@consentry/core';
import { type BrokerConfig, redirectUrisOf } from '@consentry/server';
import { hostsOf } from './hosts-of.ts';

/** What is looked at, and by what means. */
export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of Node.js. */
  readonly version: string;
  /** The major version that is needed. */
  readonly leastVersion: number;
  /** Reads the configuration. @throws ConsentryError `invalid_configuration` */
  readonly load: () => Promise<BrokerConfig>;
  /** How a broker with this configuration reaches others. */
  readonly open: (config: BrokerConfig) => {
    readonly fetch: Fetch;
    readonly clock: Clock;
    close(): Promise<void>;
  };
  /** For each host. */
  readonly deadlineMs: number;
}

/** What only a connection to a broker is said by, or nothing of its configuration. */
const notConfiguration = ['CONSENTRY_URL', 'CONSENTRY_KEY_FILE'];
const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/**
 * Looks at this machine: what a broker here would read, and whom it would reach. Where no configuration is named, that is said, and
 * the rest is not known.
 * @throws what is no ConsentryError: that is a defect of a program
 */
export async function checkMachine(
  machine: Machine,
  configFile: string | undefined,
): Promise<readonly Check[]> {
  const { environment, version, leastVersion } = machine;
  const node = checkNode(version, leastVersion);
  if (!isNamed(environment, configFile)) return [node, notNamed];
  const subject = configFile ?? environment['CONSENTRY_CONFIG'] ?? 'the environment';
  try {
    const config = await machine.load();
    const read = passed('machine.configuration', subject, 'A broker would start with it.');
    return [node, read, ...(await checkConfigured(machine, config))];
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    const found = error.message.split('\n').join(' ');
    return [node, failed('machine.configuration', subject, found, error.remedy)];
  }
}

const notNamed = notSeen(
  'machine.configuration',
  'none',
  'No configuration is named: hosts, clock, proxy, files and redirect URIs of this machine were not looked at.',
  'Name that of the broker with --config, on its machine.',
);

function isNamed(environment: Machine['environment'], configFile: string | undefined): boolean {
  return (
    configFile !== undefined ||
    Object.keys(environment).some((name) => name.startsWith('CONSENTRY_') && !notConfiguration.includes(name))
  );
}

async function checkConfigured(machine: Machine, config: BrokerConfig): Promise<readonly Check[]> {
  const { environment, deadlineMs } = machine;
  const ports = machine.open(config);
  try {
    const [places, probes] = await Promise.all([
      lookAtPlaces(config),
      probeHosts({ ...ports, deadlineMs }, hostsOf(config)),
    ]);
    const uris = redirectUrisOf(config.publicUrl);
    const named = Object.keys(environment).filter(
      (name) => proxyVariables.includes(name.toUpperCase()) && environment[name] !== '',
    );
    return [
      checkPrivatePlaces(places),
      checkRedirectUris(config.publicUrl, Object.values(uris), config.cloud.builtIn),
      checkProxy(config.proxy, named),
      ...checkHosts(probes),
      checkClock(probes),
    ];
  } finally {
    await ports.close();
  }
}

/** Windows has no modes: there the folder’s access list decides who may read. */
async function lookAtPlaces({ dataDir, masterKeyFile }: BrokerConfig): Promise<readonly PrivatePlace[]> {
  const all = [
    { path: dataDir, what: 'data folder', others: 0o007 },
    { path: join(dataDir, 'operator.key'), what: 'operator key', others: 0o077 },
    { path: masterKeyFile, what: 'master key', others: 0o077 },
  ];
  return Promise.all(
    all.map(async ({ path, what, others }) => {
      return { path, what, isOpen: await isOpenTo(others, path) };
    }),
  );
}

/** @returns undefined: there is nothing; `unseen`: it may not be looked at, such as in a folder that is another user's alone */
async function isOpenTo(others: number, path: string): Promise<PrivatePlace['isOpen']> {
  try {
    const { mode } = await stat(path);
    return process.platform !== 'win32' && (mode & others) !== 0;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : 'unseen';
  }
}
