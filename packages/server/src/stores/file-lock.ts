import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { isNodeError } from './private-file.ts';

const tryAgainMs = 10;
/** Nobody holds a lock that long: who made it was killed. */
const tries = 200;

/**
 * Lets one process at a time read and write a small file that several share. It blocks: it belongs on a thread of its own.
 * A lock that a killed process left is taken over after two seconds.
 */
export function withFileLock(path: string, work: () => void): void {
  const lock = `${path}.lock`;
  take(lock);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let seen = '';
  let times = 0;
  while (!make(lock)) {
    const { ino = 0, mtimeMs = 0 } = statSync(lock, { throwIfNoEntry: false }) ?? {};
    const holder = `${ino} ${mtimeMs}`;
    times = holder === seen ? times + 1 : 0;
    seen = holder;
    if (times >= tries) rmSync(lock, { force: true });
    else Atomics.wait(cell, 0, 0, tryAgainMs);
  }
}

function make(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if (isNodeError(error, 'EEXIST')) return false;
    throw error;
  }
}
