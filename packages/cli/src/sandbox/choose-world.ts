import { readFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import {
  type DefaultWorldOptions,
  defaultWorld,
  generateWorld,
  readWorld,
  type World,
  WorldFileError,
} from '@consentry/sandbox';

/** Where a broker with the default addresses expects the answers. */
const defaultRedirectUris = [
  'http://localhost:44395/consent/callback',
  'http://localhost:44395/consent/approved',
  'http://localhost:44395/consent/customer',
  'http://localhost:44395/consent/customer/sign-in',
];

export interface WorldOptions {
  readonly world?: string;
  readonly customers?: string;
  readonly seed?: string;
  readonly redirectUri?: string[];
  readonly certificate?: string;
}

/**
 * The world of a file, a generated one, or the example world.
 * @throws ConsentryError `usage` for a file that cannot be read or is no world, naming every problem, and for `--world` beside an
 * option that would change a world of ours
 */
export async function chooseWorld(options: WorldOptions): Promise<World> {
  if (options.world !== undefined) {
    assertAlone(options);
    return readWorldFile(options.world);
  }
  const application: DefaultWorldOptions = {
    redirectUris: options.redirectUri ?? defaultRedirectUris,
    adminConsentRedirectUris: [],
    approvedApis: 'all',
    ...(options.certificate === undefined ? {} : { certificate: await readText(options.certificate) }),
  };
  if (options.customers === undefined) return defaultWorld(application);
  const customers = Number(options.customers);
  if (!/^\d{1,6}$/.test(options.customers)) {
    throw new ConsentryError('usage', { message: `${options.customers} is no number of customers.` });
  }
  return generateWorld({ ...application, seed: options.seed ?? '1', customers });
}

/** A file says everything: what another option wanted would be lost. */
function assertAlone({ customers, seed, certificate, redirectUri }: WorldOptions): void {
  const given = {
    '--customers': customers,
    '--seed': seed,
    '--certificate': certificate,
    '--redirect-uri': redirectUri,
  };
  const lost = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (lost.length === 0) return;
  throw new ConsentryError('usage', {
    message: `--world does not go together with ${lost.join(', ')}.`,
    remedy: 'Write it into the world file, or leave --world out.',
  });
}

async function readWorldFile(path: string): Promise<World> {
  const text = await readText(path);
  try {
    return readWorld(text);
  } catch (error) {
    if (!(error instanceof WorldFileError)) throw error;
    throw new ConsentryError('usage', {
      message: [`${path} is no world:`, ...error.lines.map((line) => `- ${line}`)].join('\n'),
      remedy: 'Correct every problem listed and start again.',
    });
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConsentryError('usage', {
      message: `The file ${path} cannot be read.`,
      remedy: 'Name a file that exists.',
      cause,
    });
  }
}
