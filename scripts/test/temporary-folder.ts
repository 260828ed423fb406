import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** A whole run needs less than half of it. Containers often have 64 MB. */
const neededBytes = 4 * 2 ** 30;

/**
 * Makes the folder for everything that a run of tests writes, in memory where there is room: stores that are opened by the thousand wait
 * for the disk at each of their steps, and tests lose nothing when the machine goes down. It goes when this process does, with all that is left in it.
 *
 * @returns the variables to run the files of tests with
 */
export function makeTemporaryFolder(): Readonly<Record<string, string>> {
  const path = mkdtempSync(join(hasRoom() ? memory : tmpdir(), 'consentry-tests-'));
  // Postgres runs as a user of its own, and its folder is in here.
  chmodSync(path, 0o711);
  process.once('exit', () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return { TMPDIR: path };
}

function hasRoom(): boolean {
  if (!existsSync(memory)) return false;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= neededBytes;
}
