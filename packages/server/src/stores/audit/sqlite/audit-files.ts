import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { closeToOthers, createPrivateFile } from '../../private-file.ts';

/** The audit file and what SQLite keeps beside it, as they were when SQLite opened them. */
export interface AuditFiles {
  /** False when another file stands at the path, or none. */
  isInPlace(): boolean;
  /** As {@link isInPlace}, of the write-ahead log: who opens the file next would not find what is in this one. */
  hasItsLog(): boolean;
  /** Closes what somebody opened to others. */
  closeToOthers(): void;
  /**
   * Makes room for another file, while this one is open and after its log was emptied into it: SQLite would take the log
   * for one of the new file. It is kept under another name, unless the file still stands in the folder and holds it all.
   */
  leave(): void;
}

/** The two looks at the files: before SQLite opens them, and after. */
export interface AuditOpening {
  /** @throws when they are not the files that stand there now */
  opened(): AuditFiles;
}

/**
 * Makes an empty audit file unless there is one. A write-ahead log without its file is kept under another name, for
 * SQLite would remove it: put beside the file that it belongs to, it is read again.
 *
 * @throws ConsentryError `store_corrupt`, `invalid_configuration`
 */
export function prepareAuditFiles(file: string): AuditOpening {
  const [log, index] = [`${file}-wal`, `${file}-shm`];
  if (sizeOf(file) === 0 && sizeOf(log) > 0) keepLog(log);
  createPrivateFile(file);
  const inode = inodeOf(file);
  return {
    opened() {
      const [logInode, indexInode] = [inodeOf(log), inodeOf(index)];
      // No file at the path counts as no file: 0 must never equal 0 later.
      if (inode === 0 || logInode === 0 || inodeOf(file) !== inode) {
        throw new Error('the audit file was moved away while it was opened');
      }
      return {
        isInPlace: () => inodeOf(file) === inode,
        hasItsLog: () => inodeOf(log) === logInode,
        closeToOthers() {
          for (const path of [file, log, index]) closeToOthers(path);
        },
        leave() {
          if (indexInode !== 0 && inodeOf(index) === indexInode) rmSync(index, { force: true });
          if (inodeOf(log) !== logInode) return;
          if (isInFolder(dirname(file), inode)) rmSync(log, { force: true });
          else keepLog(log);
        },
      };
    },
  };
}

function keepLog(log: string): void {
  let number = 1;
  while (existsSync(`${log}.left-${number}`)) number += 1;
  renameSync(log, `${log}.left-${number}`);
}

function isInFolder(folder: string, inode: number): boolean {
  return readdirSync(folder).some((name) => inodeOf(join(folder, name)) === inode);
}

/** 0 when there is no such file. */
function inodeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ino ?? 0;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
