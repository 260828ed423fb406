import { readFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import { type BrokerConfig, nodeConfigFiles, readConfig, readSetUp, type SetUp } from '@consentry/server';
import { shownPath } from './terminal/shown-path.ts';

/** Variables of the command that are no settings of the broker. */
const ownVariables = ['CONSENTRY_URL', 'CONSENTRY_KEY_FILE', 'CONSENTRY_CONFIG'];

/**
 * Reads the broker's configuration: the file that is named, and the environment over it.
 * @throws ConsentryError `invalid_configuration`
 */
export async function loadConfig(options: {
  readonly file?: string | undefined;
  readonly dataDir?: string | undefined;
  /** A Postgres URL without a password. */
  readonly database?: string | undefined;
}): Promise<BrokerConfig> {
  const path = options.file ?? process.env.CONSENTRY_CONFIG;
  const { dataDir, database } = options;
  const environment = {
    ...process.env,
    ...(dataDir !== undefined && { CONSENTRY_DATA_DIR: dataDir }),
    ...(database !== undefined && { CONSENTRY_DATABASE_URL: database }),
  };
  return readConfig({
    environment,
    file: path === undefined ? undefined : { path, text: await readConfigFile(path) },
    files: nodeConfigFiles,
    directory: process.cwd(),
    now: Date.now(),
    execArguments: process.execArgv,
    otherVariables: ownVariables,
  });
}

/**
 * Reads what a registration is made from, of a configuration that may name no application yet.
 * @param over goes before the file and the environment
 * @throws ConsentryError `invalid_configuration`
 */
export async function loadSetUp(options: {
  readonly file?: string | undefined;
  readonly over: Readonly<Record<`CONSENTRY_${string}`, string | undefined>>;
}): Promise<SetUp> {
  const path = options.file ?? process.env.CONSENTRY_CONFIG;
  const over = Object.entries(options.over).filter(([, value]) => value !== undefined);
  return readSetUp({
    environment: { ...process.env, ...Object.fromEntries(over) },
    file: path === undefined ? undefined : { path, text: await readConfigFile(path) },
    files: nodeConfigFiles,
    directory: process.cwd(),
    otherVariables: ownVariables,
  });
}

async function readConfigFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: `The configuration file ${shownPath(path)} cannot be read.`,
      remedy: 'Name a file that exists with --config.',
      cause,
    });
  }
}
