import { readFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import {
  createSandbox,
  type DefaultWorldOptions,
  defaultWorld,
  generateWorld,
  readWorld,
  type Sandbox,
  type World,
  WorldFileError,
  writeWorldView,
} from '@consentry/sandbox';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';
import { untilStopped } from '../until-stopped.ts';
import { readPort } from './read-port.ts';

/** Where a broker with the default addresses expects the answers. */
const defaultRedirectUris = [
  'http://localhost:44395/consent/callback',
  'http://localhost:44395/consent/approved',
];

/** As many accounts as a person reads; `--json` has them all. */
const shownAccounts = 20;

interface SandboxOptions {
  readonly world?: string;
  readonly customers?: string;
  readonly seed: string;
  readonly redirectUri?: string[];
  readonly certificate?: string;
  readonly loginPort?: string;
  readonly caFile?: string;
}

/** Starts a sandbox on free loopback ports. With `--json`, one line says where everything is. */
export const sandbox: Run<SandboxOptions> = async (options, output) => {
  const world = await chooseWorld(options);
  const running = await createSandbox({ world });
  const { loginPort, caFile } = options;
  await running.listen({
    ...(loginPort === undefined ? {} : { ports: { login: readPort(loginPort) } }),
    ...(caFile === undefined ? {} : { https: true, caFile }),
  });
  output.result(() => describe(running), readyLine(running, caFile));
  await untilStopped(() => running.close());
};

/** @throws ConsentryError `usage` for a file that cannot be read or is no world, naming every problem */
async function chooseWorld(options: SandboxOptions): Promise<World> {
  if (options.world !== undefined) return readWorldFile(options.world);
  const application: DefaultWorldOptions = {
    redirectUris: options.redirectUri ?? defaultRedirectUris,
    adminConsentRedirectUris: [],
    ...(options.certificate === undefined ? {} : { certificate: await readText(options.certificate) }),
  };
  if (options.customers === undefined) return defaultWorld(application);
  const customers = Number(options.customers);
  if (!/^\d{1,6}$/.test(options.customers)) {
    throw new ConsentryError('usage', { message: `${options.customers} is no number of customers.` });
  }
  return generateWorld({ ...application, seed: options.seed, customers });
}

async function readWorldFile(path: string): Promise<World> {
  const text = await readText(path);
  try {
    return readWorld(text);
  } catch (error) {
    if (!(error instanceof WorldFileError)) throw error;
    const lines = error.problems.map(
      ({ path: place, line, message }) =>
        `- ${place}${line === undefined ? '' : ` (line ${line})`}: ${message}`,
    );
    throw new ConsentryError('usage', {
      message: [`${path} is no world:`, ...lines].join('\n'),
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

/** What a program needs to drive the sandbox. Origins of services that are not built yet are null. */
function readyLine({ origins, controlToken, world, clock }: Sandbox, caFile: string | undefined): object {
  return {
    login: origins.login,
    partnerCenter: origins.partnerCenter,
    graph: origins.graph,
    management: null,
    defender: null,
    vault: origins.vault,
    control: { origin: origins.control, token: controlToken },
    ca: caFile ?? null,
    world: writeWorldView({ world, clock }),
  };
}

function describe({ origins, controlToken, world, clock }: Sandbox): string {
  const { accounts, applications } = writeWorldView({ world, clock });
  const [application] = applications;
  const partners = new Set(world.tenants.filter(({ kind }) => kind === 'partner').map(({ id }) => id));
  const people = accounts.filter(({ tenantId }) => partners.has(tenantId));
  return `A sandbox of Microsoft’s cloud; Ctrl+C ends it.

${table(
  ['service', 'origin'],
  Object.entries(origins).map(([name, origin]) => [name, String(origin)]),
)}

Application ${application?.clientId ?? 'none'}, secret ${application?.secret ?? 'none'}
Control token ${controlToken}

${table(
  ['account', 'password', 'one-time code', 'TOTP secret'],
  people
    .slice(0, shownAccounts)
    .map((person) => [
      person.userPrincipalName,
      person.password,
      person.oneTimeCode ?? 'none',
      person.totpSecret ?? '',
    ]),
)}${people.length > shownAccounts ? `\n… and ${people.length - shownAccounts} more.` : ''}`;
}
