import { type ChainKey, groupMac, isAuthentic, knowsKey, noMac, type StoredGroup } from './audit-chain.ts';
import type { AnchoredHead } from './audit-heads.ts';
import { collectGrants, type RecordedGrant } from './recorded-grants.ts';

/**
 * `changed`: a group is not what was written in this place. `missing`: groups before this one are gone. `cut`: the
 * groups up to the anchored head are gone, or others stand there. `head`: the anchored head was changed, or is gone.
 * `key`: the key that a group was chained under is not here. `order`: the list shows the group before one that was written
 * earlier. `index`: the list of a tenant that the group is about leaves it out.
 */
export type BreakReason = 'changed' | 'missing' | 'cut' | 'head' | 'key' | 'order' | 'index';

/** A place where a chain is not what was written. */
export interface ChainBreak {
  readonly reason: BreakReason;
  readonly writer: string;
  readonly sequence: number;
  /**
   * Of what stands there, or of the last group before it, epoch milliseconds: as it is stored, so that it may have been
   * changed too. Undefined when nothing of the chain is left.
   */
  readonly at?: number;
}

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly groups: number;
      readonly events: number;
      /** Writers whose heads are anchored where another replica reaches them: of those a cut end shows there. */
      readonly anchoredElsewhere?: readonly string[];
    }
  | {
      readonly ok: false;
      readonly groups: number;
      readonly events: number;
      /** The first ones, chain by chain. */
      readonly breaks: readonly ChainBreak[];
      /** How many there are. */
      readonly found: number;
    };

/** What a walk over the whole audit gives. */
export interface AuditInspection {
  readonly verdict: AuditVerdict;
  /** What authentic groups say of the versions and states of grants. */
  readonly grants: readonly RecordedGrant[];
}

export interface AuditCheckOptions {
  readonly keys: readonly ChainKey[];
  /** The heads that are anchored within reach, read anew each time: the first time before the walk. */
  readonly readHeads: () => readonly AnchoredHead[];
  /** True when the head of a writer must be within reach; of another replica's it need not be. */
  readonly isMine: (writer: string) => boolean;
}

/** A group, and what a list of the audit makes of it. */
export interface ListedGroup extends StoredGroup {
  readonly position: number;
  /** True when it is in the list of every tenant that its body names. */
  readonly isListed: boolean;
}

type ChainEnd = Pick<ListedGroup, 'sequence' | 'mac' | 'position'>;

/** A walk over the audit, group by group. What it keeps in memory grows with the writers and the grants alone. */
export interface AuditCheck {
  /** Takes the groups writer by writer, and of each in the order of its sequence. */
  add(group: ListedGroup): void;
  /** To be called once, after the last group. */
  end(): Promise<AuditInspection>;
}

const shownBreaks = 100;

/**
 * Follows every chain from its beginning to its anchored head. A chain of one group may still be without a head: it
 * is anchored right after that group.
 */
export function createAuditCheck({ keys, readHeads, isMine }: AuditCheckOptions): AuditCheck {
  const heads = readHeads();
  const unreached = new Map(heads.map((head) => [head.writer, head]));
  const ends = new Map<string, ChainEnd & Pick<ListedGroup, 'lastAt'>>();
  const grants = collectGrants();
  const breaks: ChainBreak[] = [];
  let [groups, events, found] = [0, 0, 0];
  const note = (reason: BreakReason, writer: string, sequence: number, at?: number): void => {
    found += 1;
    if (found <= shownBreaks) breaks.push({ reason, writer, sequence, ...(at !== undefined && { at }) });
  };
  for (const head of heads.filter(({ authentic }) => !authentic)) note('head', head.writer, head.sequence);

  return {
    add(group) {
      const { writer, sequence, mac, lastAt, position } = group;
      const previous = ends.get(writer) ?? { sequence: 0, mac: noMac, position: -Infinity };
      const broken = breakOf(group, previous, keys);
      if (broken === undefined) grants.add(group);
      const reason = broken ?? misplacementOf(group, previous);
      if (reason !== undefined) note(reason, writer, sequence, group.firstAt);
      const head = unreached.get(writer);
      if (head?.sequence === sequence) {
        if (head.authentic && head.mac !== mac) note('cut', writer, sequence, group.firstAt);
        unreached.delete(writer);
      }
      ends.set(writer, { sequence, mac, lastAt, position });
      groups += 1;
      events += group.count;
    },

    async end() {
      for (const { writer, sequence, authentic } of unreached.values()) {
        if (authentic) note('cut', writer, sequence, ends.get(writer)?.lastAt);
      }
      const withHead = new Set(readHeads().map(({ writer }) => writer));
      const headless = [...ends].filter(([writer]) => !withHead.has(writer));
      for (const [writer, { sequence, lastAt }] of headless) {
        if (sequence > 1 && isMine(writer)) note('head', writer, sequence, lastAt);
      }
      const elsewhere = headless.map(([writer]) => writer).filter((writer) => !isMine(writer));
      const verdict: AuditVerdict =
        found > 0
          ? { ok: false, groups, events, breaks, found }
          : { ok: true, groups, events, ...(elsewhere.length > 0 && { anchoredElsewhere: elsewhere }) };
      return { verdict, grants: await grants.list() };
    },
  };
}

/** A group that is what was written may still be shown in the wrong place, or not at all. */
function misplacementOf({ position, isListed }: ListedGroup, previous: ChainEnd): BreakReason | undefined {
  if (position <= previous.position) return 'order';
  return isListed ? undefined : 'index';
}

function breakOf(group: StoredGroup, previous: ChainEnd, keys: readonly ChainKey[]): BreakReason | undefined {
  if (group.sequence !== previous.sequence + 1) return 'missing';
  if (isAuthentic(group.mac, keys, (key) => groupMac(key, group, previous.mac))) return undefined;
  return knowsKey(group.mac, keys) ? 'changed' : 'key';
}
