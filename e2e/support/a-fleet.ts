import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRemote, type Remote, Secret } from '@consentry/core/remote';
import { createSandbox, generateWorld, type Sandbox, type World } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { aBareDatabase } from '../../packages/server/test/a-database.ts';
import type { PostgresAddress } from '../../packages/server/src/stores/postgres/postgres-address.ts';
import { aFolder } from './a-folder.ts';
import type { Ready } from './a-served-partner.ts';
import { type Running, startConsentry } from './consentry.ts';
import { freePort } from './free-port.ts';
import { writeConfig } from './write-config.ts';

/** Brokers in processes of their own, with one partner that has many customers. */
export interface FleetProcess extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly partner: string;
  readonly customers: readonly string[];
  readonly folder: string;
  /** Where somebody finds the tables who has access to them. SQLite holds its file as long as the broker runs. */
  readonly place: { readonly dataDir: string; readonly database: PostgresAddress | undefined };
  /** All that run now. */
  brokers(): readonly Running<Ready>[];
  /** The first one. */
  broker(): Running<Ready>;
  /** Starts the first one again. */
  restart(): Promise<void>;
  /** Moves the clock of every broker and of the cloud. What waits by a timer waits on. */
  moveClock(ms: number): Promise<void>;
  operator(): Promise<Remote>;
  /** Options of the command that reach the first one. */
  connection(): readonly string[];
}

/**
 * @param change of the world, before it begins
 * @param replicas over Postgres; one broker over SQLite unless told otherwise
 */
export async function aFleetProcess(
  count: number,
  change: (world: World, customers: readonly string[]) => void,
  { replicas }: { readonly replicas?: number | undefined } = {},
): Promise<FleetProcess> {
  await using opened = new AsyncDisposableStack();
  const { path: folder } = opened.use(await aFolder());
  const publicPort = await freePort();
  const world = generateWorld({
    seed: 'fleet',
    customers: count,
    usersPerCustomer: 3,
    redirectUris: [`http://localhost:${publicPort}/consent/callback`],
  });
  const customers = world.tenants.filter(({ kind }) => kind === 'customer').map(({ id }) => id);
  const partner = world.tenants.find(({ kind }) => kind === 'partner')?.id ?? '';
  change(world, customers);
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  opened.defer(() => sandbox.close());
  const { configFile, dataDir } = await writeConfig(folder, publicPort, sandbox.origins);
  const own = replicas === undefined ? undefined : await aBareDatabase();
  opened.defer(() => own?.drop());
  const clockFile = join(folder, 'clock');
  await writeFile(clockFile, '0');
  const starts = await Promise.all(
    Array.from({ length: replicas ?? 1 }, (_, index) =>
      describeStart({ folder, configFile, dataDir, clockFile, index, address: own?.address }),
    ),
  );
  const running: Running<Ready>[] = [];
  opened.defer(async () => {
    await Promise.all(running.map((one) => one.stop('SIGKILL')));
  });
  // One after another: the first makes the tables, and the master key that the others have too.
  for (const start of starts) running.push(await start());
  const [first] = running;
  assert.ok(first);
  const operatorKeyFile = first.ready.operatorKeyFile;
  const broker = (): Running<Ready> => running[0] ?? first;
  const operator = async (): Promise<Remote> => {
    const lines = (await readFile(operatorKeyFile, 'utf8')).split('\n');
    const key = Secret.of(lines.find((line) => line !== '' && !line.startsWith('#')) ?? '');
    return createRemote({ baseUrl: broker().ready.apiUrl, key, send: (request) => fetch(request) });
  };
  await connect(sandbox, await operator(), partner);
  const held = opened.move();
  let aheadMs = 0;
  return {
    sandbox,
    partner,
    customers,
    folder,
    place: { dataDir, database: own?.address },
    brokers: () => running,
    broker,
    operator,
    connection: () => ['--url', broker().ready.apiUrl, '--key-file', operatorKeyFile],
    async restart() {
      const [start] = starts;
      if (start !== undefined) running[0] = await start();
    },
    async moveClock(ms) {
      aheadMs += ms;
      await writeFile(clockFile, String(aheadMs));
      sandbox.control.moveClock(ms);
      for (const { pid } of running) process.kill(pid, 'SIGUSR2');
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/**
 * Node.js lets garbage lie as long as the machine has memory to spare. With these it may not, as in a container of 300 MB: a broker that
 * needs more ends with an error. In MB.
 */
const heapLimits = ['--max-old-space-size=96', '--max-semi-space-size=8'];

interface StartOptions {
  readonly folder: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly clockFile: string;
  readonly index: number;
  readonly address: PostgresAddress | undefined;
}

/** How a replica is started, each time with the same ports. */
async function describeStart(options: StartOptions): Promise<() => Promise<Running<Ready>>> {
  const { folder, configFile, dataDir, clockFile, index, address } = options;
  const env: Record<string, string> = {
    CONSENTRY_SWEEPS_TOKENS_PER_SECOND: '100',
    CONSENTRY_METRICS_LISTENER_PORT: String(await freePort()),
    MOVED_CLOCK_FILE: clockFile,
    NODE_OPTIONS: [...heapLimits, `--import ${new URL('moved-clock.ts', import.meta.url).href}`].join(' '),
  };
  const args = ['serve', '--json', '--config', configFile];
  if (address !== undefined) {
    const { host, port, user, database, password } = address;
    env['CONSENTRY_DATABASE_PASSWORD_FILE'] = join(folder, `password-${index}`);
    await writeFile(env['CONSENTRY_DATABASE_PASSWORD_FILE'], `${password?.reveal()}\n`, { mode: 0o600 });
    args.push('--database', `postgres://${user}@${host}:${port}/${database}`);
  }
  if (index === 0) return () => startConsentry<Ready>(args, { env });
  const ownDataDir = join(folder, `data-${index}`);
  Object.assign(env, {
    CONSENTRY_DATA_DIR: ownDataDir,
    CONSENTRY_PUBLIC_LISTENER_PORT: String(await freePort()),
    CONSENTRY_API_LISTENER_PORT: String(await freePort()),
  });
  return async () => {
    await copyFile(`${dataDir}.key`, `${ownDataDir}.key`);
    return startConsentry<Ready>(args, { env });
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
