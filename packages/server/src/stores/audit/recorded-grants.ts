import type { AuditEvent, GrantId, GrantState, TenantId } from '@consentry/core';

/** A version of a grant, and when it was recorded. */
interface RecordedVersion {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A state that only a sealing leads out of. */
export type DeadState = Exclude<GrantState, 'healthy' | 'admin_needed'>;

/** What the audit knows of one grant: its highest versions, and whether it is dead. */
export interface RecordedGrant {
  readonly grant: GrantId;
  readonly partner: TenantId;
  /** Recorded after it was stored. */
  readonly renewed?: RecordedVersion;
  /** The version that had been stored when, later, one that is not newer was stored: the row had been put back in between. */
  readonly repeated?: RecordedVersion;
  /** Recorded before it was stored; a crash in between leaves the record alone. */
  readonly sealed?: RecordedVersion;
  /** The newest state that was recorded, when that is a dead one. Recorded after it was stored. */
  readonly dead?: { readonly state: DeadState; readonly at: number };
}

/** Reads the versions and the states of grants out of groups that go by. */
export interface GrantCollector {
  /** @param body of an authentic group */
  add(body: string): void;
  list(): readonly RecordedGrant[];
}

type Sealing = RecordedVersion & Recorded & { readonly requestId: string | undefined };

/** When something was recorded, and as the how manyth one: clocks stand still at times. */
interface Recorded {
  readonly at: number;
  readonly order: number;
}

interface Collected {
  readonly partner: TenantId;
  renewed?: RecordedVersion;
  repeated?: RecordedVersion | undefined;
  sealings: readonly Sealing[];
  changed?: Recorded & { readonly state: string };
}

/** What a line must hold to be read. Inside a text the quotation marks would be escaped. */
const telling = /"type":"(grant\.(sealed|renewed|saved|state_changed)|consent\.refused)"/;

export function collectGrants(): GrantCollector {
  const grants = new Map<GrantId, Collected>();
  const byRequest = new Map<string, GrantId>();
  let order = 0;

  const at = (event: { readonly grant: GrantId; readonly partner: TenantId }): Collected => {
    const known = grants.get(event.grant) ?? { partner: event.partner, sealings: [] };
    grants.set(event.grant, known);
    return known;
  };

  const read = (event: AuditEvent): void => {
    order += 1;
    if (event.type === 'grant.state_changed') {
      const known = at(event);
      const { at: recordedAt, state } = event;
      const change = { at: recordedAt, order, state };
      if (known.changed === undefined || isNewer(change, known.changed)) known.changed = change;
    }
    if (event.type === 'grant.renewed' || event.type === 'grant.saved') {
      const known = at(event);
      if (known.renewed !== undefined && isRepeated(event, known.renewed)) known.repeated ??= known.renewed;
      known.renewed = higher(known.renewed, event);
    }
    if (event.type === 'grant.sealed') {
      const known = at(event);
      // A person consented anew: whatever the row was before is over.
      known.repeated = undefined;
      const { version, at: recordedAt, requestId } = event;
      known.sealings = [...known.sealings, { version, at: recordedAt, order, requestId }];
      if (requestId !== undefined) byRequest.set(requestId, event.grant);
    }
    if (event.type === 'consent.refused') {
      // The same request was refused after all: nothing was sealed by it.
      const known = grants.get(byRequest.get(event.requestId ?? '') ?? ('' as GrantId));
      if (known) known.sealings = known.sealings.filter(({ requestId }) => requestId !== event.requestId);
    }
  };

  return {
    add(body) {
      if (!telling.test(body)) return;
      for (const line of body.split('\n')) {
        if (telling.test(line)) read(JSON.parse(line) as AuditEvent);
      }
    },

    list() {
      return [...grants].map(([grant, { partner, renewed, repeated, sealings, changed }]) => {
        const sealed = sealings.reduce<RecordedVersion | undefined>(higher, undefined);
        const dead = changed && readDead(changed, sealings);
        return {
          grant,
          partner,
          ...(renewed && { renewed }),
          ...(repeated && { repeated }),
          ...(sealed && { sealed }),
          ...(dead && { dead }),
        };
      });
    },
  };
}

/** A sealing is the word for healthy. */
function readDead(
  { state, ...recorded }: Recorded & { readonly state: string },
  sealings: readonly Sealing[],
): RecordedGrant['dead'] {
  if (state !== 'consent_needed' && state !== 'held' && state !== 'revoked') return undefined;
  return sealings.some((sealing) => isNewer(sealing, recorded)) ? undefined : { state, at: recorded.at };
}

/** Of two that were recorded at once by different writers, either may count as the newer one. */
function isNewer(one: Recorded, other: Recorded): boolean {
  return one.at === other.at ? one.order > other.order : one.at > other.at;
}

/** Two writers may record in another order than they stored in, but not that much later. */
const recordedWithinMs = 60_000;

function isRepeated(event: RecordedVersion, highest: RecordedVersion): boolean {
  return event.version <= highest.version && event.at > highest.at + recordedWithinMs;
}

function higher(known: RecordedVersion | undefined, other: RecordedVersion): RecordedVersion {
  if (known !== undefined && known.version >= other.version) return known;
  return { version: other.version, at: other.at };
}
