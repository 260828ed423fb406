import { setImmediate } from 'node:timers/promises';
import { type Clock, type Envelope, isConsentryError, type Secret } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Log } from '../log.ts';
import type { MasterKeys } from './master-keys.ts';
import type { Schema } from './schema.ts';
import { type SealedKind, type SealedText, type SealedTexts, sealedTextsOf } from './sealed-texts.ts';
import { dropNeededKey, freedKeysOf, type NeededKey, neededKeysOf, noteSealing, readStamp } from './stamp.ts';
import { transact } from './transact.ts';

/** A master key, and what is sealed under it. */
export interface MasterKeyUse {
  readonly id: string;
  /** The first line of the file of this broker. */
  readonly seals: boolean;
  /** A line of the file of this broker. */
  readonly isHere: boolean;
  /** Without it the store does not open. */
  readonly isNeeded: boolean;
  /** It seals, or sealed once. Without this a line waits for being made the first one. */
  readonly hasSealed: boolean;
  /** It does not seal here, and was noted so lately that another broker may still seal with it. */
  readonly maySealElsewhere: boolean;
  readonly sealed: Readonly<Record<SealedKind, number>>;
}

/** What one run has done. */
export interface Resealing {
  /** How many texts were sealed anew. */
  readonly resealed: number;
  /** How many could not be opened. They stay as they are, and so does the need for their key. */
  readonly unreadable: number;
  /** Keys whose lines may be removed from now on. */
  readonly freed: readonly string[];
}

/** What goes with one run. */
export interface ResealOptions {
  /**
   * Hears that nothing is sealed under a key any more, before the key is taken off the list of those that are needed:
   * when this fails, the key stays, and a later run says it again.
   */
  readonly beforeFreeing?: (id: string) => Promise<void>;
  /** Asked between two texts: once it is true nothing more is begun, and what was sealed anew stays so. */
  readonly isStopping?: () => boolean;
}

/** The master keys of a store, as it uses them. */
export interface MasterKeyStore {
  list(): Promise<readonly MasterKeyUse[]>;
  /**
   * Seals anew, under the key that seals, whatever is sealed under another one: batch after batch, each of which is kept
   * or not as a whole, so that it may be killed anywhere. A key under which nothing is left is no longer needed.
   * While another replica seals with another key, it waits for a later run.
   */
  reseal(options?: ResealOptions): Promise<Resealing>;
}

export interface MasterKeyStoreDeps {
  readonly db: Kysely<Schema>;
  readonly keys: MasterKeys;
  readonly envelope: Envelope;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** So long after another key was noted to seal, nobody does it any more. Zero where there is one broker. */
  readonly quietMs: number;
}

const batchSize = 50;

export function createMasterKeyStore(deps: MasterKeyStoreDeps): MasterKeyStore {
  const { db, keys, clock, quietMs } = deps;
  const [{ id: sealing }] = keys;
  const texts = sealedTextsOf(db);

  const list = async (): Promise<readonly MasterKeyUse[]> => {
    const stamp = await readStamp(db);
    const now = clock.now();
    const needed = new Map(neededKeysOf(stamp).map(({ id, sealingAt }) => [id, sealingAt]));
    const freed = freedKeysOf(stamp);
    const counts = new Map<SealedKind, ReadonlyMap<string, number>>();
    for (const { kind, count } of texts) counts.set(kind, await count());
    const present = keys.map(({ id }) => id);
    const known = new Set([
      ...present,
      ...needed.keys(),
      ...[...counts.values()].flatMap((count) => [...count.keys()]),
    ]);
    return [...known].map((id) => {
      const countOf = (kind: SealedKind): number => counts.get(kind)?.get(id) ?? 0;
      const sealed = {
        refreshTokens: countOf('refreshTokens'),
        verifiers: countOf('verifiers'),
        accessTokens: countOf('accessTokens'),
        chainKeys: countOf('chainKeys'),
        sweepRows: countOf('sweepRows'),
        postureReports: countOf('postureReports'),
      };
      const [seals, sealingAt] = [id === sealing, needed.get(id)];
      const isNamed = sealingAt !== undefined || Object.values(sealed).some((count) => count > 0);
      return {
        id,
        seals,
        isHere: present.includes(id),
        isNeeded: sealingAt !== undefined,
        hasSealed: seals || isNamed || freed.includes(id),
        maySealElsewhere: !seals && sealingAt !== undefined && now - sealingAt < quietMs,
        sealed,
      };
    });
  };

  /** Keys that nothing is sealed under any more, of those that nobody seals with. */
  const free = async (
    others: readonly NeededKey[],
    beforeFreeing: (id: string) => Promise<void>,
  ): Promise<readonly string[]> => {
    const uses = new Map((await list()).map((use) => [use.id, use]));
    const freed: string[] = [];
    for (const other of others) {
      const left = Object.values(uses.get(other.id)?.sealed ?? {}).reduce((sum, count) => sum + count, 0);
      if (left > 0) continue;
      await beforeFreeing(other.id);
      if (await dropNeededKey(db, other)) freed.push(other.id);
    }
    return freed;
  };

  return {
    list,
    async reseal({ beforeFreeing = async () => undefined, isStopping = () => false } = {}) {
      const now = clock.now();
      await noteSealing(db, sealing, now);
      const others = neededKeysOf(await readStamp(db)).filter(({ id }) => id !== sealing);
      const nothing = { resealed: 0, unreadable: 0, freed: [] };
      if (others.length === 0 || others.some(({ sealingAt }) => now - sealingAt < quietMs)) return nothing;
      const outcomes: Outcome[] = [];
      for (const kind of texts) outcomes.push(await resealAll(deps, kind, sealing, isStopping));
      const sum = (pick: (outcome: Outcome) => number): number =>
        outcomes.reduce((total, outcome) => total + pick(outcome), 0);
      return {
        resealed: sum(({ resealed }) => resealed),
        unreadable: sum(({ unreadable }) => unreadable),
        freed: isStopping() ? [] : await free(others, beforeFreeing),
      };
    },
  };
}

type Outcome = Pick<Resealing, 'resealed' | 'unreadable'>;

async function resealAll(
  deps: MasterKeyStoreDeps,
  texts: SealedTexts,
  sealing: string,
  isStopping: () => boolean,
): Promise<Outcome> {
  let [resealed, unreadable] = [0, 0];
  let after: readonly string[] | undefined;
  while (!isStopping()) {
    const batch = await texts.page(sealing, after, texts.atOnce ?? batchSize);
    if (batch.length === 0) break;
    const opened = batch.map((text) => ({ text, plain: tryOpen(deps, texts.kind, text) }));
    const readable = opened.flatMap(({ text, plain }) => (plain === undefined ? [] : [{ text, plain }]));
    resealed += await transact(deps.db, async (transaction) => {
      let replaced = 0;
      for (const { text, plain } of readable) {
        if (isStopping()) break;
        await texts.replace(transaction, text, deps.envelope.seal(plain, text.context));
        replaced += 1;
      }
      return replaced;
    });
    unreadable += batch.length - readable.length;
    after = batch.at(-1)?.key;
    // Requests go first.
    await setImmediate();
  }
  return { resealed, unreadable };
}

function tryOpen(
  { envelope, log }: MasterKeyStoreDeps,
  kind: SealedKind,
  { key: [name = ''], sealed, context }: SealedText,
): Secret<string> | undefined {
  try {
    return envelope.open(sealed, context);
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    log.warn({ kind, name, code: error.code }, 'a sealed text cannot be opened, and stays as it is');
    return undefined;
  }
}
