import { readFileSync, realpathSync } from 'node:fs';
import { withFileLock } from '../file-lock.ts';
import { isNodeError, writePrivateFile } from '../private-file.ts';
import { type ChainHead, type ChainKey, headSeal, isAuthentic } from './audit-chain.ts';

/**
 * The heads of the chains, kept in a second place: who cuts the end off the audit file does not reach them. A
 * line is store, writer, sequence, MAC and seal; a line is kept when its chain is gone, as the evidence. Several stores
 * may share the place; for each a line says in which folder it is.
 */
export interface AuditHeads {
  /** The heads of this store. `authentic` is false for a line that was changed. */
  read(): readonly AnchoredHead[];
  /**
   * Notes that the store is in this folder: a place that cannot be written to shows at the start, not when it is needed.
   */
  prepare(folder: string): void;
  /** Puts the head of one writer in the place of its older one. */
  anchor(head: ChainHead): void;
}

export interface AnchoredHead extends ChainHead {
  readonly authentic: boolean;
}

export function createAuditHeads(file: string, store: string, keys: readonly ChainKey[]): AuditHeads {
  /** Other stores may write at the same time: each keeps what the others wrote. */
  const change = (to: (lines: readonly string[]) => readonly string[]): void =>
    withFileLock(file, () => {
      writePrivateFile(
        file,
        to(readLines(file))
          .map((line) => `${line}\n`)
          .join(''),
      );
    });

  return {
    read() {
      return readHeadLines(readLines(file), store, keys);
    },

    prepare(folder) {
      change((lines) => [
        ...lines.filter((line) => !line.startsWith(`in ${store} `)),
        `in ${store} ${JSON.stringify(realpathSync(folder))}`,
      ]);
    },

    anchor(head) {
      const [key] = keys;
      if (key === undefined) throw new TypeError('a chain has a key');
      change((lines) => [
        headLine(store, head, key),
        ...lines.filter((line) => !line.startsWith(`${store} ${head.writer} `)),
      ]);
    },
  };
}

/**
 * The id of a store that was in this folder when it was opened last, and has an anchored head. Undefined when there is none.
 */
export function findStoreIn(file: string, folder: string): string | undefined {
  const lines = readLines(file);
  const place = JSON.stringify(realpathSync(folder));
  const stores = lines.filter((line) => line.startsWith('in ') && line.endsWith(` ${place}`));
  return stores
    .map((line) => line.split(' ')[1] ?? '')
    .find((store) => lines.some((line) => line.startsWith(`${store} `)));
}

/** The lines of a file of heads that are not empty. None when the file is not there. */
export function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if (isNodeError(error, 'ENOENT')) return [];
    throw error;
  }
}

/** The line of a head, without a line end. */
export function headLine(store: string, head: ChainHead, key: ChainKey): string {
  return [store, head.writer, head.sequence, head.mac, headSeal(key, store, head)].join(' ');
}

/** The heads of one store in some lines. */
export function readHeadLines(
  lines: readonly string[],
  store: string,
  keys: readonly ChainKey[],
): readonly AnchoredHead[] {
  return lines
    .map((line) => line.split(' '))
    .filter(([of]) => of === store)
    .map(([, writer = '', sequence = '', mac = '', seal = '']) => {
      const head = { writer, sequence: Number(sequence), mac };
      return { ...head, authentic: isAuthentic(seal, keys, (key) => headSeal(key, store, head)) };
    });
}

/**
 * True when a chain with this end may go on: its anchored head is part of it. Otherwise its end was cut off or its
 * storage replaced, and a new chain leaves the old head standing as the evidence.
 *
 * @param storedMac of the group in the head's place
 */
export function mayContinue(
  last: ChainHead,
  known: AnchoredHead | undefined,
  storedMac: string | undefined,
): boolean {
  if (known === undefined) return last.sequence === 1;
  return known.authentic && storedMac === known.mac;
}
