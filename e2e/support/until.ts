import { setTimeout as pause } from 'node:timers/promises';

/** So often it looks: the cores are for the processes that are waited for. */
const betweenMs = 10;

/** Looks again and again until it is so; the test's own time limit ends it otherwise. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(betweenMs);
}
