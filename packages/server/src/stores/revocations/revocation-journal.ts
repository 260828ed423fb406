import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConsentryError } from '@consentry/core';
import type { ChainKey } from '../audit/audit-chain.ts';
import { createPrivateFile, syncFolder } from '../private-file.ts';
import {
  type JournalEntry,
  type JournalledEntry,
  readRevocationLine,
  writeRevocationLine,
} from './revocation-line.ts';

export type { JournalEntry, JournalledEntry } from './revocation-line.ts';

/**
 * What was taken back, in a second place that no backup of the store sets back: who restores one reads here what was
 * revoked after it was made. Lines are only added. Several stores may share the file, and several replicas on one machine;
 * a replica on another machine has a file of its own, and only all of them together are the journal of a store.
 */
export interface RevocationJournal {
  /**
   * Resolves when the line is durable. To be called before a row says that something is revoked: what fails in between is
   * revoked by a restore all the same, never the reverse.
   * @throws ConsentryError `store_unavailable`: then nothing may be changed
   */
  write(entry: JournalEntry): Promise<void>;
  /**
   * The lines of this store in this place, in the order of writing.
   * @throws ConsentryError `store_unavailable`
   */
  read(): readonly JournalledEntry[];
}

export interface RevocationJournalOptions {
  readonly file: string;
  /** The id of the store. */
  readonly store: string;
  /** The first one makes MACs, all of them verify. */
  readonly keys: readonly ChainKey[];
}

/**
 * Opens the journal, or makes an empty one: a place that cannot be written to shows at the start, and a journal that is
 * missing later is not taken for an empty one.
 *
 * @throws ConsentryError `invalid_configuration`, `store_corrupt` when it is no file
 */
export function openRevocationJournal({ file, store, keys }: RevocationJournalOptions): RevocationJournal {
  const [key] = keys;
  if (key === undefined) throw new TypeError('a journal has a key');
  createPrivateFile(file);
  syncFolder(dirname(file));
  return {
    async write(entry) {
      try {
        await appendLine(file, writeRevocationLine(store, entry, key));
      } catch (cause) {
        throw unavailable(file, cause);
      }
    },
    read: () => readRevocations(file, keys).filter((line) => line.store === store),
  };
}

/**
 * Reads a journal, of whatever stores.
 * @throws ConsentryError `store_unavailable`, also when there is no such file
 */
export function readRevocations(file: string, keys: readonly ChainKey[]): readonly JournalledEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw unavailable(file, cause);
  }
  return text.split('\n').flatMap((line) => readRevocationLine(line, keys) ?? []);
}

/** What a crash has left unfinished at the end is closed first, so that it spoils no line but itself. */
async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(size - 1, 0));
    const isTorn = size > 0 && buffer.toString('latin1') !== '\n';
    await file.appendFile(`${isTorn ? '\n' : ''}${line}\n`);
    await file.sync();
    // Somebody may have moved it away: then this one is new, and its name must last too.
    if (size === 0) syncFolder(dirname(path));
  } finally {
    await file.close();
  }
}

function unavailable(file: string, cause: unknown): ConsentryError {
  return new ConsentryError('store_unavailable', {
    message: `The journal of revocations ${file} cannot be read or written.`,
    remedy: 'See that its folder is there and its disk is neither full nor read-only, and try again.',
    facts: { file },
    cause,
  });
}
