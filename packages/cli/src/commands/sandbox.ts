import { readFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import { createSandbox, defaultWorld } from '@consentry/sandbox';
import { totp } from '@consentry/sandbox/person';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';
import { untilStopped } from '../until-stopped.ts';

/** Where a broker with the default addresses expects the answers. */
const defaultRedirectUris = [
  'http://localhost:44395/consent/callback',
  'http://localhost:44395/consent/approved',
];

interface SandboxOptions {
  readonly redirectUri?: string[];
  readonly certificate?: string;
}

/** Starts a sandbox on free loopback ports. With `--json`, one line says where everything is. */
export const sandbox: Run<SandboxOptions> = async (options, output) => {
  const world = defaultWorld({
    redirectUris: options.redirectUri ?? defaultRedirectUris,
    adminConsentRedirectUris: [],
    ...(options.certificate === undefined ? {} : { certificate: await readCertificate(options.certificate) }),
  });
  const running = await createSandbox({ world });
  await running.listen();
  const { origins, controlToken, clock } = running;
  output.result(
    () => {
      const [application] = world.applications;
      const people = world.users.filter(
        ({ groups, directoryRoles }) => groups.length + directoryRoles.length > 0,
      );
      return `A sandbox of Microsoft’s cloud; Ctrl+C ends it.

${table(
  ['service', 'origin'],
  Object.entries(origins).map(([name, origin]) => [name, String(origin)]),
)}

Application ${application?.clientId ?? ''}, secret ${application?.secrets[0]?.value ?? ''}
Control token ${controlToken}

${table(
  ['account', 'password', 'one-time code', 'TOTP secret'],
  people.map(({ userPrincipalName, password, totpSecret }) => [
    userPrincipalName,
    password,
    totpSecret === undefined ? 'none' : totp(totpSecret, clock.now()),
    totpSecret ?? '',
  ]),
)}`;
    },
    {
      login: origins.login,
      partnerCenter: origins.partnerCenter,
      graph: origins.graph,
      management: null,
      defender: null,
      vault: null,
      control: controlToken,
      controlOrigin: origins.control,
      ca: null,
      world: { tenants: world.tenants, accounts: world.users, applications: world.applications },
    },
  );
  await untilStopped(() => running.close());
};

async function readCertificate(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ConsentryError('usage', { message: `The certificate ${path} cannot be read.`, cause });
  }
}
