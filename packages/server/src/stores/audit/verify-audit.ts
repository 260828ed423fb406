import { type ChainKey, groupMac, isAuthentic, noMac } from './audit-chain.ts';
import type { AuditStorage, StoredGroup } from './audit-storage.ts';

/**
 * `changed`: a group is not what was written. `missing`: groups before this one are gone. `cut`: the groups
 * up to the anchored head are gone. `head`: the anchored head was changed, or is gone.
 */
export type AuditBreak = 'changed' | 'missing' | 'cut' | 'head';

export type AuditVerdict =
  | {
      readonly ok: true;
      readonly groups: number;
      readonly events: number;
      /** Writers whose heads are anchored where another replica reaches them: of those a cut end shows there. */
      readonly anchoredElsewhere?: readonly string[];
    }
  | { readonly ok: false; readonly reason: AuditBreak; readonly writer: string; readonly sequence: number };

/**
 * Walks every chain from its beginning to its anchored head, and says where the first one breaks. A chain of one
 * group may still be without a head: it is anchored right after that group.
 */
export async function verifyAudit(
  storage: Pick<AuditStorage, 'walk' | 'readHeads' | 'isMine'>,
  keys: readonly ChainKey[],
): Promise<AuditVerdict> {
  const heads = storage.readHeads();
  const forged = heads.find(({ authentic }) => !authentic);
  if (forged !== undefined) return broken('head', forged);
  const unreached = new Map(heads.map((head) => [head.writer, head]));
  const ends = new Map<string, StoredGroup>();
  let [groups, events] = [0, 0];
  for await (const group of storage.walk()) {
    const reason = breakOf(group, ends.get(group.writer) ?? { sequence: 0, mac: noMac }, keys);
    if (reason !== undefined) return broken(reason, group);
    const head = unreached.get(group.writer);
    if (head?.sequence === group.sequence) {
      if (head.mac !== group.mac) return broken('cut', group);
      unreached.delete(group.writer);
    }
    ends.set(group.writer, group);
    groups += 1;
    events += group.count;
  }
  const [cut] = unreached.values();
  if (cut !== undefined) return broken('cut', cut);
  const withHead = new Set(storage.readHeads().map(({ writer }) => writer));
  const headless = [...ends.values()].filter(({ writer }) => !withHead.has(writer));
  const lost = headless.find(({ writer, sequence }) => sequence > 1 && storage.isMine(writer));
  if (lost !== undefined) return broken('head', lost);
  const elsewhere = headless.map(({ writer }) => writer).filter((writer) => !storage.isMine(writer));
  return { ok: true, groups, events, ...(elsewhere.length > 0 && { anchoredElsewhere: elsewhere }) };
}

function breakOf(
  group: StoredGroup,
  previous: Pick<StoredGroup, 'sequence' | 'mac'>,
  keys: readonly ChainKey[],
): AuditBreak | undefined {
  if (group.sequence !== previous.sequence + 1) return 'missing';
  return isAuthentic(group.mac, keys, (key) => groupMac(key, group, previous.mac)) ? undefined : 'changed';
}

function broken(reason: AuditBreak, at: Pick<StoredGroup, 'writer' | 'sequence'>): AuditVerdict {
  return { ok: false, reason, writer: at.writer, sequence: at.sequence };
}
