import { errorTable, type Actor, type ErrorCode } from '../error-table.ts';
import { explainAadsts } from '../entra/explain.ts';
import type { Facts } from '../errors.ts';
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
    const [word = '', number] = grant.stateReason.split(':');
    const fallback = grant.state === 'held' ? 'grant_held' : stateCodes[grant.state];
    const code = Object.hasOwn(errorTable, word) ? (word as ErrorCode) : fallback;
    const aadsts = number === undefined ? undefined : Number(number);
    return describe(code, aadsts, grant.stateSince, grant.stateEvidence);
  }
  // Whoever consented since has put it right, as far as anybody knows.
  if (refusal === undefined || refusal.seenAt < grant.consentedAt) return undefined;
  const { aadsts } = refusal.evidence;
  return describe(
    refusal.code,
    typeof aadsts === 'number' ? aadsts : undefined,
    refusal.since,
    refusal.evidence,
  );
}

const stateCodes = {
  admin_needed: 'admin_needed',
  consent_needed: 'consent_needed',
  revoked: 'grant_revoked',
} as const;

function describe(code: ErrorCode, aadsts: number | undefined, since: number, evidence: Facts): Happened {
  const entry = errorTable[code];
  const known = aadsts === undefined ? undefined : explainAadsts(aadsts);
  const isSame = known?.known === true && known.code === code;
  return {
    code,
    aadsts,
    meaning: isSame ? known.meaning : entry.message,
    remedy: isSame ? known.remedy : entry.remedy,
    actor: isSame ? known.actor : entry.actor,
    since,
    evidence: withoutClaims(evidence),
  };
}

/** A claims challenge goes to the authorize endpoint, and nowhere else. */
function withoutClaims(evidence: Facts): Facts {
  return Object.fromEntries(Object.entries(evidence).filter(([name]) => name !== 'claims'));
}
