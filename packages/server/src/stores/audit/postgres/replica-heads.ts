import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writePrivateFileAside } from '../../private-file.ts';
import type { ChainHead, ChainKey } from '../audit-chain.ts';
import { type AnchoredHead, headLine, readHeadLines, readLines } from '../audit-heads.ts';

/**
 * The heads of the writers of a store on Postgres, in a second place: a file for each writer, so that several
 * replicas on one machine share the place and never a file. A file is kept when its chain is gone, as the evidence.
 */
export interface ReplicaHeads {
  /** The heads of this store of every writer that anchors in this place. */
  read(): readonly AnchoredHead[];
  /** Writes the head of a writer; durable when this resolves. */
  anchor(head: ChainHead): Promise<void>;
}

/** @param start how the names of the files begin; the writer follows */
export function createReplicaHeads(start: string, store: string, keys: readonly ChainKey[]): ReplicaHeads {
  const [folder, prefix] = [dirname(start), `${basename(start)}.`];
  return {
    read() {
      const names = readdirSync(folder).filter((name) => name.startsWith(prefix) && !name.endsWith('.new'));
      const lines = names.flatMap((name) => readLines(join(folder, name)));
      return readHeadLines(lines, store, keys);
    },
    async anchor(head) {
      const [key] = keys;
      if (key === undefined) throw new TypeError('a chain has a key');
      await writePrivateFileAside(`${start}.${head.writer}`, `${headLine(store, head, key)}\n`);
    },
  };
}
