import type { BigIntStats } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { plain } from '../terminal/plain.ts';
import type { SourceReport } from './source-report.ts';

/** A file that a refresh token is read from. */
export interface FileSource {
  /** Removes it, if it still is what was looked at. It does not throw. */
  purge(): Promise<SourceReport>;
}

/**
 * Notes what stands there. To be called before the file is read: whoever writes it meanwhile has changed it.
 * It does not throw: who reads it says what is wrong.
 */
export async function noteFile(path: string): Promise<FileSource> {
  const noted = await look(path);
  return { purge: () => purge(path, noted) };
}

async function purge(path: string, noted: BigIntStats | undefined): Promise<SourceReport> {
  const name = plain(path);
  const kept = (why: string): SourceReport => ({ isGone: false, said: [`The file ${name} stays: ${why}`] });
  const now = await look(path);
  if (now?.isSymbolicLink() || noted?.isSymbolicLink())
    return kept('it is a symbolic link. Remove what it leads to yourself, and then the link.');
  if (now === undefined || noted === undefined || !isSame(noted, now))
    return kept('it was changed since it was read. Look what it holds now, and remove it yourself.');
  try {
    await rm(path);
  } catch {
    return kept('it could not be removed. Remove it yourself.');
  }
  if (now.nlink > 1n)
    return { isGone: false, said: [`The file ${name} is removed, but it has another name (a hard link).`] };
  return {
    isGone: true,
    said: [`The file ${name} is removed. Copies and backups of it are not, nor what the disk still holds.`],
  };
}

async function look(path: string): Promise<BigIntStats | undefined> {
  return lstat(path, { bigint: true }).catch(() => undefined);
}

/** A file that was written in between, replaced, or had its time set back. */
function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return (['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const).every((name) => one[name] === other[name]);
}
