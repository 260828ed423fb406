import {
  type Clock,
  type ConsentryError,
  type GrantId,
  isConsentryError,
  type SealedGrant,
  type TenantId,
} from '@consentry/core';
import type { Log } from '../log.ts';
import type { GrantMfaStore, SaidOfMfa } from '../stores/grant-mfa.ts';

/** A grant, and when somebody signed in for it: what was said before is of another sign-in. */
type SignedIn = Pick<SealedGrant, 'id' | 'consentedAt'>;

/** What passes by of the MFA of grants, kept for the next report. Nobody waits for it, and what cannot be written is logged. */
export interface GrantSignals {
  /** Partner Center answered a call. @param isRefused it refused the call for want of MFA */
  answered(grant: SignedIn, isMfaCompliant: boolean | undefined, isRefused: boolean): void;
  /** A tenant refused a token: it is noted where a customer’s did for want of MFA. */
  refused(grant: GrantId, tenant: TenantId, error: ConsentryError): void;
  /** A tenant gave a token. */
  given(grant: GrantId, tenant: TenantId): void;
  /** Resolves when what passed by is written. */
  settled(): Promise<void>;
}

export interface GrantSignalsDeps {
  readonly store: GrantMfaStore;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** What happens again is written again once in so long, so that a report knows about when it was last so. */
const repeatAfterMs = 60 * 60 * 1000;
/** Another replica may have noted something meanwhile. */
const knownForMs = 10 * 60 * 1000;
/** Microsoft's numbers for a customer's tenant that misses MFA; `AADSTS50158` wants it of somebody else. */
const wantOfMfa: ReadonlySet<unknown> = new Set([50076, 50079, 50158]);

/** What is known here of one grant. */
interface Known {
  readonly since: number;
  said: SaidOfMfa | undefined;
  readonly refusals: Map<TenantId, number>;
}

export function createGrantSignals({ store, clock, log }: GrantSignalsDeps): GrantSignals {
  const known = new Map<GrantId, Promise<Known>>();
  const underWay = new Set<Promise<void>>();

  const read = async (grant: GrantId): Promise<Known> => {
    const [said, refusals] = await Promise.all([store.find(grant), store.listRefusals(grant)]);
    return { since: clock.now(), said, refusals: new Map(refusals) };
  };

  const knownOf = async (grant: GrantId): Promise<Known> => {
    const found = await known.get(grant);
    if (found !== undefined && clock.now() - found.since < knownForMs) return found;
    const reading = read(grant);
    known.set(grant, reading);
    return reading;
  };

  /** One after the other of each grant: what was said last is written last. */
  const turns = new Map<GrantId, Promise<void>>();
  const inTurn = (grant: GrantId, work: (of: Known) => Promise<void>): void => {
    const turn = (turns.get(grant) ?? Promise.resolve())
      .then(async () => work(await knownOf(grant)))
      .catch((err: unknown) => {
        known.delete(grant);
        log.error({ err, grant }, 'what was seen of the MFA of a grant could not be noted');
      })
      .finally(() => {
        underWay.delete(turn);
        if (turns.get(grant) === turn) turns.delete(grant);
      });
    turns.set(grant, turn);
    underWay.add(turn);
  };

  return {
    answered(grant, isMfaCompliant, isRefused) {
      if (isMfaCompliant === undefined) return;
      inTurn(grant.id, async (of) => {
        const before = (of.said?.seenAt ?? 0) < grant.consentedAt ? undefined : of.said;
        const next = nextOf(before, isMfaCompliant, isRefused, clock.now());
        if (next === before) return;
        await store.note(grant.id, next);
        of.said = next;
      });
    },

    refused(grant, tenant, error) {
      if (!isConsentryError(error, 'step_up_needed') || !wantOfMfa.has(error.facts['aadsts'])) return;
      inTurn(grant, async ({ refusals }) => {
        const now = clock.now();
        if (now - (refusals.get(tenant) ?? Number.NEGATIVE_INFINITY) < repeatAfterMs) return;
        await store.noteRefusal(grant, tenant, now);
        refusals.set(tenant, now);
      });
    },

    given(grant, tenant) {
      inTurn(grant, async ({ refusals }) => {
        if (!refusals.has(tenant)) return;
        await store.removeRefusal(grant, tenant);
        refusals.delete(tenant);
      });
    },

    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** @returns the same where nothing is new @param now epoch milliseconds */
function nextOf(
  before: SaidOfMfa | undefined,
  isCompliant: boolean,
  isRefused: boolean,
  now: number,
): SaidOfMfa {
  if (before?.isCompliant !== isCompliant)
    return { isCompliant, seenAt: now, refusedAt: isRefused ? now : undefined };
  const isNews = isRefused && now - (before.refusedAt ?? Number.NEGATIVE_INFINITY) >= repeatAfterMs;
  return isNews ? { ...before, refusedAt: now } : before;
}
