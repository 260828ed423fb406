/**
 * Loaded into a process before its program: its clock is as far before the machine's as a file says, and the file is read again
 * at SIGUSR2. Threads go by the machine's.
 */
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { MOVED_CLOCK_FILE: file } = process.env;
if (file !== undefined && isMainThread) {
  const machine = Date.now;
  const readMs = (): number => Number(readFileSync(file, 'utf8'));
  let aheadMs = readMs();
  Date.now = () => machine() + aheadMs;
  process.on('SIGUSR2', () => {
    aheadMs = readMs();
  });
}
