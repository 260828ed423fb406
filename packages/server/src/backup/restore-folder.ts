import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ConsentryError } from '@consentry/core';
import { restoringPrefix } from '../stores/data-folder.ts';
import { syncFolder } from '../stores/private-file.ts';

/** What a restore makes. The one that makes a folder a store comes last: without it, the other one is refused as a lost store's. */
const files = ['audit.db', 'state.db'] as const;

/**
 * Has a folder filled, and makes it the data folder: whole, or not at all. One that is there, and empty, stays the folder that
 * it is, for it may be a mount point, and is filled from within.
 *
 * @throws ConsentryError `usage` for one that holds something, at the beginning or by the end; what `fill` throws
 */
export async function withRestoreFolder<T>(
  dataDir: string,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  refuseFilled(dataDir);
  const isThere = existsSync(dataDir);
  const folder = mkdtempSync(isThere ? join(dataDir, restoringPrefix) : dataDir + restoringPrefix);
  try {
    const filled = await fill(folder);
    syncFolder(folder);
    if (isThere) moveInto(dataDir, folder);
    else renameSync(folder, dataDir);
    syncFolder(isThere ? dataDir : dirname(dataDir));
    return filled;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws ConsentryError `usage` */
export function refuseFilled(dataDir: string, besides?: string): void {
  if (!existsSync(dataDir)) return;
  // Some file systems begin with a folder of their own.
  const found = readdirSync(dataDir).filter((name) => name !== 'lost+found' && name !== besides);
  if (found.length > 0) throw notEmpty(`The folder ${dataDir}`);
}

/** The refusal of a place that may be somebody's store. */
export function notEmpty(place: string): ConsentryError {
  return new ConsentryError('usage', {
    message: `${place} is not empty.`,
    remedy: 'A backup is restored where nothing is. Move what is there away, or name another place.',
  });
}

function moveInto(dataDir: string, folder: string): void {
  refuseFilled(dataDir, basename(folder));
  const moved: string[] = [];
  try {
    for (const name of files) {
      const to = join(dataDir, name);
      renameSync(join(folder, name), to);
      moved.push(to);
      // In this order on the disk too.
      syncFolder(dataDir);
    }
  } catch (error) {
    for (const one of moved) rmSync(one, { force: true });
    throw error;
  }
}
