import { errorTable, type Actor, type ErrorCode } from '../error-table.ts';
import type { Facts } from '../errors.ts';
import { findMeaning, findStateReason, type StateReason } from '../tokens/state-reason.ts';
import type { GrantEndFacts } from './forecast-facts.ts';

/** What stopped a grant, as the partner’s own tenant said it: an event that nobody could have foretold. */
export interface Happened {
  readonly code: ErrorCode;
  /** Microsoft’s number; undefined where there was none. */
  readonly aadsts: number | undefined;
  /** What the number, or the code, means. */
  readonly meaning: string;
  readonly remedy: string;
  readonly actor: Actor;
  /** When it was seen first. It came about between that and the check before. Epoch milliseconds. */
  readonly since: number;
  /** Numbers and ids of the answer: what Microsoft’s support asks for. */
  readonly evidence: Facts;
}

/** Undefined for a grant that works. The state tells it; of a grant that is not dead, the last check does. */
export function findHappened({ grant, refusal }: GrantEndFacts): Happened | undefined {
  if (grant.state !== 'healthy') {
    const reason = findStateReason(grant.stateReason) ?? { code: stateCodes[grant.state], aadsts: undefined };
    return describe(reason, grant.stateSince, grant.stateEvidence);
  }
  // Whoever consented since has put it right, as far as anybody knows.
  if (refusal === undefined || refusal.seenAt < grant.consentedAt) return undefined;
  const { code, since, evidence } = refusal;
  const { aadsts } = evidence;
  return describe({ code, aadsts: typeof aadsts === 'number' ? aadsts : undefined }, since, evidence);
}

const stateCodes = {
  held: 'grant_held',
  admin_needed: 'admin_needed',
  consent_needed: 'consent_needed',
  revoked: 'grant_revoked',
} as const;

function describe(reason: StateReason, since: number, evidence: Facts): Happened {
  const entry = errorTable[reason.code];
  const known = findMeaning(reason);
  const { remedy, actor } = known ?? entry;
  return {
    ...reason,
    meaning: known?.meaning ?? entry.message,
    remedy,
    actor,
    since,
    evidence: withoutClaims(evidence),
  };
}

/** A claims challenge goes to the authorize endpoint, and nowhere else. */
function withoutClaims(evidence: Facts): Facts {
  return Object.fromEntries(Object.entries(evidence).filter(([name]) => name !== 'claims'));
}
