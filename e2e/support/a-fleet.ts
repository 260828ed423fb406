import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRemote, type Remote, Secret } from '@consentry/core/remote';
import { createSandbox, generateWorld, type Sandbox, type World } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { aFolder } from './a-folder.ts';
import type { Ready } from './a-served-partner.ts';
import { type Running, startConsentry } from './consentry.ts';
import { freePort } from './free-port.ts';
import { writeConfig } from './write-config.ts';

/** A broker in a process of its own, with one partner that has many customers. */
export interface FleetProcess extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly partner: string;
  readonly customers: readonly string[];
  readonly folder: string;
  broker(): Running<Ready>;
  restart(): Promise<void>;
  operator(): Promise<Remote>;
  /** Options of the command that reach this broker. */
  connection(): readonly string[];
}

/** @param change of the world, before it begins */
export async function aFleetProcess(
  count: number,
  change: (world: World, customers: readonly string[]) => void,
): Promise<FleetProcess> {
  const folder = await aFolder();
  const publicPort = await freePort();
  const redirectUris = [`http://localhost:${publicPort}/consent/callback`];
  const world = generateWorld({ seed: 'fleet', customers: count, usersPerCustomer: 3, redirectUris });
  const customers = world.tenants.filter(({ kind }) => kind === 'customer').map(({ id }) => id);
  const partner = world.tenants.find(({ kind }) => kind === 'partner')?.id ?? '';
  change(world, customers);
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  const start = () =>
    startConsentry<Ready>(['serve', '--json', '--config', configFile], {
      env: { CONSENTRY_SWEEPS_TOKENS_PER_SECOND: '500' },
    });
  let running = await start();
  const operator = async (): Promise<Remote> => {
    const lines = (await readFile(running.ready.operatorKeyFile, 'utf8')).split('\n');
    const key = Secret.of(lines.find((line) => line !== '' && !line.startsWith('#')) ?? '');
    return createRemote({ baseUrl: running.ready.apiUrl, key, send: (request) => fetch(request) });
  };
  await connect(sandbox, await operator(), partner);
  return {
    sandbox,
    partner,
    customers,
    folder: folder.path,
    broker: () => running,
    operator,
    connection: () => ['--url', running.ready.apiUrl, '--key-file', running.ready.operatorKeyFile],
    async restart() {
      running = await start();
    },
    async [Symbol.asyncDispose]() {
      await running.stop('SIGKILL');
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function connect(sandbox: Sandbox, operator: Remote, partner: string): Promise<void> {
  const account = sandbox.world.users.find(
    ({ tenantId, userPrincipalName }) => tenantId === partner && userPrincipalName.startsWith('service@'),
  );
  assert.ok(account?.totpSecret);
  const { url } = await operator.call('createInvitation', { body: { partner } });
  const person = createPerson({ send: (request) => fetch(request) });
  const { userPrincipalName, password, totpSecret } = account;
  const page = await signIn(person, await person.submit(await person.open(url)), {
    userPrincipalName,
    password,
    totpSecret,
  });
  assert.equal(page.status, 200, page.text);
}
