import { ConsentryError } from '../../errors.ts';
import { isJsonObject } from '../../http/read-json.ts';

/** Which determination goes with which classification, as of 2026-11. Where Microsoft's pages spell one in two ways, both stand. */
export const determinations = {
  TruePositive: [
    'MultiStagedAttack',
    'MaliciousUserActivity',
    'CompromisedUser',
    'CompromisedAccount',
    'Malware',
    'Phishing',
    'UnwantedSoftware',
    'Other',
  ],
  InformationalExpectedActivity: [
    'SecurityTesting',
    'LineOfBusinessApplication',
    'ConfirmedActivity',
    'ConfirmedUserActivity',
    'Other',
  ],
  FalsePositive: ['Clean', 'NotMalicious', 'NoEnoughDataToValidate', 'NotEnoughDataToValidate', 'Other'],
  Unknown: ['NotAvailable'],
} as const satisfies Record<string, readonly string[]>;

/** What an incident turned out to be. */
export type Classification = keyof typeof determinations;
/** What kind of threat or false alarm an incident was; each belongs to one classification. */
export type Determination = (typeof determinations)[Classification][number];

/** What to change of an incident. What is left out stays. */
export interface IncidentChanges {
  readonly status?: 'Active' | 'InProgress' | 'Resolved';
  /** A user name; null takes the owner away. */
  readonly assignedTo?: string | null;
  readonly classification?: Classification;
  /** Goes with a classification, which must be named with it: Defender takes it for some only. */
  readonly determination?: Determination;
  /** All of them: those that are left out go. */
  readonly tags?: readonly string[];
  /** Added to those that are there. */
  readonly comment?: string;
}

const statuses = ['Active', 'InProgress', 'Resolved'];
const fields = ['status', 'assignedTo', 'classification', 'determination', 'tags', 'comment'];
const longestText = 1_000;

/**
 * Reads changes, which may come from outside of TypeScript.
 *
 * @returns the body of the request
 * @throws ConsentryError `invalid_request`, naming the field
 * @see https://learn.microsoft.com/defender-xdr/api-update-incidents (2026-11)
 */
export function readIncidentChanges(changes: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(changes)) throw refused('changes', 'must be an object');
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  for (const [field] of set) if (!fields.includes(field)) throw refused(field, 'cannot be changed');
  if (set.length === 0) throw refused('changes', `must have at least one of ${fields.join(', ')}`);
  const { status, assignedTo, tags, comment } = changes;
  if (status !== undefined && !statuses.includes(status as string))
    throw refused('status', `must be one of ${statuses.join(', ')}`);
  if (assignedTo !== undefined && assignedTo !== null) requireText('assignedTo', assignedTo);
  if (comment !== undefined) requireText('comment', comment);
  if (tags !== undefined) {
    if (!Array.isArray(tags)) throw refused('tags', 'must be a list');
    for (const tag of tags as readonly unknown[]) requireText('tags', tag);
  }
  requireJudgement(changes['classification'], changes['determination']);
  return Object.fromEntries(set);
}

function requireJudgement(classification: unknown, determination: unknown): void {
  if (classification !== undefined && !isClassification(classification))
    throw refused('classification', `must be one of ${Object.keys(determinations).join(', ')}`);
  if (determination === undefined) return;
  if (classification === undefined) throw refused('determination', 'goes with a classification');
  const fitting: readonly string[] = determinations[classification];
  if (!fitting.includes(determination as string))
    throw refused('determination', `of ${classification} must be one of ${fitting.join(', ')}`);
}

function isClassification(value: unknown): value is Classification {
  return typeof value === 'string' && Object.hasOwn(determinations, value);
}

function requireText(field: string, value: unknown): void {
  if (typeof value !== 'string' || value.trim() === '' || value.length > longestText)
    throw refused(field, `must be a text of 1 to ${longestText} characters`);
}

function refused(field: string, what: string): ConsentryError {
  return new ConsentryError('invalid_request', {
    message: `The change of an incident is not good: ${field} ${what}.`,
    facts: { field },
  });
}
