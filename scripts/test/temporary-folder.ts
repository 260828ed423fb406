import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
/** A whole run needs less than half of it. Containers often have 64 MB. */
const neededBytes = 4 * 2 ** 30;
/** With the exit codes of a shell: 128 and the number of the signal. */
const endings = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Makes the folder for everything that a run of tests writes, in memory where there is room: stores that are opened by the thousand wait
 * for the disk at each of their steps, and tests lose nothing when the machine goes down. It goes when this process does, with all that is left in it.
 *
 * @returns the variables to run the files of tests with
 */
export function makeTemporaryFolder(): Readonly<Record<string, string>> {
  const path = mkdtempSync(join(hasRoom() ? memory : tmpdir(), 'consentry-tests-'));
  // Root starts Postgres as a user of its own, whose folder is in here.
  if (process.getuid?.() === 0) chmodSync(path, 0o711);
  process.once('exit', () => remove(path));
  for (const [signal, code] of Object.entries(endings)) process.once(signal, () => process.exit(code));
  return { TMPDIR: path };
}

/** What a test left running may still write. Its folder stays then: an exit has nobody to tell. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    process.exitCode ??= 1;
  }
}

/** How large it may grow, how much memory this process may have, and whether a command that is written there can be started. */
function hasRoom(): boolean {
  if (!existsSync(memory)) return false;
  const { bavail, bsize } = statfsSync(memory);
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[1] === memory);
  const mayExecute = mount !== undefined && !/\bnoexec\b/.test(mount);
  return mayExecute && bavail * bsize >= neededBytes && process.availableMemory() >= neededBytes;
}
