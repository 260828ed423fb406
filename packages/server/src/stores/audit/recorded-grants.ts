import { setImmediate } from 'node:timers/promises';
import type { AuditEvent, GrantId, GrantState, TenantId } from '@consentry/core';
import {
  createStoredVersions,
  type RecordedSince,
  type RecordedVersion,
  type StoredVersions,
} from './stored-versions.ts';

/** A state that only a sealing leads out of. */
export type DeadState = Exclude<GrantState, 'healthy' | 'admin_needed'>;

/** Recorded before it was stored: whether it was stored after all, the row says. */
export interface RecordedSealing extends RecordedVersion {
  /** True when it was recorded after the state of the grant. */
  readonly endsState: boolean;
  /** What was recorded after it. */
  readonly since: RecordedSince;
}

/** What the audit knows of one grant. */
export interface RecordedGrant {
  readonly grant: GrantId;
  readonly partner: TenantId;
  /** All that was recorded after it was stored. */
  readonly since: RecordedSince;
  /** Those that were not refused, in the order of time. */
  readonly sealings: readonly RecordedSealing[];
  /** The newest state that was recorded, when that is a dead one. Recorded after it was stored. */
  readonly dead?: { readonly state: DeadState; readonly at: number };
}

/** Reads the versions and the states of grants out of groups that go by. */
export interface GrantCollector {
  /** Takes authentic groups writer by writer, and of each in the order of its sequence. */
  add(group: { readonly writer: string; readonly body: string }): void;
  /** Judges grant by grant, and lets others go first in between. */
  list(): Promise<readonly RecordedGrant[]>;
}

/** When something was recorded, and as the how manyth one: clocks stand still at times. */
interface Recorded {
  readonly at: number;
  readonly order: number;
}

interface Sealing extends RecordedVersion, Recorded {
  /** Its place among what was stored. */
  readonly placedAt: number;
  readonly requestId: string | undefined;
}

interface Collected {
  readonly partner: TenantId;
  readonly stored: StoredVersions;
  sealings: readonly Sealing[];
  changed?: Recorded & { readonly state: string };
  /** Of the writer that goes by: it writes in order, also when its clock is set back. */
  latest?: { readonly writer: string; readonly at: number };
}

type TellingEvent = Extract<
  AuditEvent,
  {
    readonly type:
      | 'grant.sealed'
      | 'grant.imported'
      | 'grant.renewed'
      | 'grant.moved'
      | 'grant.saved'
      | 'grant.state_changed';
  }
>;

/** What a line must hold to be read. Inside a text the quotation marks would be escaped. */
const telling =
  /"type":"(grant\.(sealed|imported|renewed|moved|saved|state_changed)|(consent|import)\.refused)"/;
/** So many grants are judged before others get their turn. */
const turn = 200;

export function collectGrants(): GrantCollector {
  const grants = new Map<GrantId, Collected>();
  const byRequest = new Map<string, Collected>();
  let order = 0;

  const read = (event: AuditEvent, writer: string): void => {
    order += 1;
    if (event.type === 'consent.refused' || event.type === 'import.refused') {
      // The same request was refused after all: nothing was sealed by it.
      const known = byRequest.get(event.requestId ?? '');
      if (known) known.sealings = known.sealings.filter(({ requestId }) => requestId !== event.requestId);
    }
    if (!isTelling(event)) return;
    const known = grants.get(event.grant) ?? createCollected(event.partner);
    grants.set(event.grant, known);
    if (event.type === 'grant.state_changed') {
      const change = { at: event.at, order, state: event.state };
      if (known.changed === undefined || isNewer(change, known.changed)) known.changed = change;
      return;
    }
    const placedAt = known.latest?.writer === writer ? Math.max(known.latest.at, event.at) : event.at;
    known.latest = { writer, at: placedAt };
    if (event.type === 'grant.sealed' || event.type === 'grant.imported') {
      const { version, at, requestId } = event;
      known.sealings = [...known.sealings, { version, at, order, placedAt, requestId }];
      if (requestId !== undefined) byRequest.set(requestId, known);
      // Who seals has read the version before in the row.
      if (version > 1) known.stored.add(version - 1, placedAt);
    } else {
      known.stored.add(event.version, placedAt);
    }
  };

  return {
    add({ writer, body }) {
      if (!telling.test(body)) return;
      for (const line of body.split('\n')) {
        if (telling.test(line)) read(JSON.parse(line) as AuditEvent, writer);
      }
    },

    async list() {
      const listed: RecordedGrant[] = [];
      for (const [grant, collected] of grants) {
        listed.push(judge(grant, collected));
        if (listed.length % turn === 0) await setImmediate();
      }
      return listed;
    },
  };
}

function createCollected(partner: TenantId): Collected {
  return { partner, stored: createStoredVersions(), sealings: [] };
}

function isTelling(event: AuditEvent): event is TellingEvent {
  return (
    event.type === 'grant.sealed' ||
    event.type === 'grant.imported' ||
    event.type === 'grant.renewed' ||
    event.type === 'grant.moved' ||
    event.type === 'grant.saved' ||
    event.type === 'grant.state_changed'
  );
}

function judge(grant: GrantId, { partner, stored, sealings, changed }: Collected): RecordedGrant {
  const dead = changed && readDead(changed);
  return {
    grant,
    partner,
    since: stored.since(-Infinity),
    sealings: sealings
      .toSorted((one, other) => (isNewer(one, other) ? 1 : -1))
      .map(({ version, at, order, placedAt }) => ({
        version,
        at,
        endsState: changed === undefined || isNewer({ at, order }, changed),
        since: stored.since(placedAt),
      })),
    ...(dead && { dead }),
  };
}

function readDead({ state, at }: NonNullable<Collected['changed']>): RecordedGrant['dead'] {
  return state === 'consent_needed' || state === 'held' || state === 'revoked' ? { state, at } : undefined;
}

/** Of two that were recorded at once by different writers, either may count as the newer one. */
function isNewer(one: Recorded, other: Recorded): boolean {
  return one.at === other.at ? one.order > other.order : one.at > other.at;
}
