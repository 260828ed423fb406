import type { AuditEvent, GrantId, TenantId } from '@consentry/core';

/** A version of a grant, and when it was recorded. */
interface RecordedVersion {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The highest versions of one grant that the audit knows of. */
export interface RecordedGrant {
  readonly grant: GrantId;
  readonly partner: TenantId;
  /** Recorded after it was stored. */
  readonly renewed?: RecordedVersion;
  /** Recorded before it was stored; a crash in between leaves the record alone. */
  readonly sealed?: RecordedVersion;
}

/** Reads the versions of grants out of groups that go by. */
export interface GrantCollector {
  /** @param body of an authentic group */
  add(body: string): void;
  list(): readonly RecordedGrant[];
}

type Sealing = RecordedVersion & { readonly requestId: string | undefined };

interface Collected {
  readonly partner: TenantId;
  renewed?: RecordedVersion;
  sealings: readonly Sealing[];
}

/** What a line must hold to be read. Inside a text the quotation marks would be escaped. */
const telling = /"type":"(grant\.(sealed|renewed|saved)|consent\.refused)"/;

export function collectGrants(): GrantCollector {
  const grants = new Map<GrantId, Collected>();
  const byRequest = new Map<string, GrantId>();

  const at = (event: { readonly grant: GrantId; readonly partner: TenantId }): Collected => {
    const known = grants.get(event.grant) ?? { partner: event.partner, sealings: [] };
    grants.set(event.grant, known);
    return known;
  };

  const read = (event: AuditEvent): void => {
    if (event.type === 'grant.renewed' || event.type === 'grant.saved') {
      const known = at(event);
      known.renewed = higher(known.renewed, event);
    }
    if (event.type === 'grant.sealed') {
      const known = at(event);
      const { version, at: recordedAt, requestId } = event;
      known.sealings = [...known.sealings, { version, at: recordedAt, requestId }];
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
      return [...grants].map(([grant, { partner, renewed, sealings }]) => {
        const sealed = sealings.reduce<RecordedVersion | undefined>(higher, undefined);
        return { grant, partner, ...(renewed && { renewed }), ...(sealed && { sealed }) };
      });
    },
  };
}

function higher(known: RecordedVersion | undefined, other: RecordedVersion): RecordedVersion {
  if (known !== undefined && known.version >= other.version) return known;
  return { version: other.version, at: other.at };
}
