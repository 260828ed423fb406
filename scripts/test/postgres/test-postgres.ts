import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** A Postgres server for tests. It and its folder end with this process, however that ends. */
export interface TestPostgres {
  /** Of its administrator, with the password: `postgres://…/postgres`. */
  readonly url: string;
  /** Ends every connection, as a restart of the server does. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

/** Where a run of tests tells the files of tests how to get its server. */
export const postgresVariable = 'TEST_POSTGRES';

/**
 * Starts a server of its own.
 * @throws Error with the server's own words when it does not start: a test that needs it then fails
 */
export async function startPostgres(): Promise<TestPostgres> {
  // In a group of its own: an interrupt at the terminal reaches this process, and its end reaches the keeper.
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(keeper, 'exit');
  const answers = createInterface({ input: keeper.stdout })[Symbol.asyncIterator]();
  const demand = async (command: string): Promise<string> => {
    // While an answer is awaited this process stays; otherwise the keeper holds nobody up.
    keeper.ref();
    for (const pipe of [keeper.stdin, keeper.stdout]) if ('ref' in pipe) (pipe as { ref(): void }).ref();
    keeper.stdin.write(`${command}\n`);
    const answer = await answers.next();
    keeper.unref();
    for (const pipe of [keeper.stdin, keeper.stdout])
      if ('unref' in pipe) (pipe as { unref(): void }).unref();
    const [, outcome, rest = ''] = /^(ok|failed) (.*)$/.exec(answer.done === true ? '' : answer.value) ?? [];
    if (outcome !== 'ok') throw new Error(`the Postgres server did not ${command}: ${rest || 'no answer'}`);
    return rest;
  };
  const url = await demand('start');
  return {
    url,
    async stop() {
      await demand('stop');
    },
    async start() {
      await demand('start');
    },
    async close() {
      keeper.ref();
      keeper.stdin.end();
      await ended;
    },
  };
}

/** One server for a run of tests, started when the first file asks for it. */
export interface PostgresOffer {
  /** The variables to run the files of tests with. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function offerPostgres(): Promise<PostgresOffer> {
  let started: Promise<TestPostgres> | undefined;
  const door = createServer((socket) => {
    socket.on('error', () => undefined);
    started ??= startPostgres();
    started.then(
      ({ url }) => socket.end(url),
      (error: unknown) => socket.end(`failed: ${error instanceof Error ? error.message : String(error)}`),
    );
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  if (address === null || typeof address === 'string') throw new TypeError('a port was asked for');
  return {
    environment: { [postgresVariable]: String(address.port) },
    async close() {
      door.close();
      const server = await started?.catch(() => undefined);
      await server?.close();
    },
  };
}

let own: Promise<string> | undefined;

/**
 * The server of this run; or, for a file of tests that is run by hand, one that ends with its process.
 * @throws Error when there is none: nothing is skipped
 */
export function findPostgres(): Promise<string> {
  const port = process.env[postgresVariable];
  own ??= port === undefined ? startPostgres().then(({ url }) => url) : askFor(Number(port));
  return own;
}

async function askFor(port: number): Promise<string> {
  const answer = await text(connect(port, '127.0.0.1'));
  if (!answer.startsWith('postgres://')) throw new Error(answer);
  return answer;
}
