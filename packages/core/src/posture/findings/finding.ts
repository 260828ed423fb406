/**
 * How much a finding matters, the gravest first. `high`: Microsoft’s requirement is not met, or calls fail. `info`: worth knowing,
 * nothing to be mended.
 */
export const findingSeverities = ['high', 'medium', 'low', 'info'] as const;

/** How much a finding matters. */
export type FindingSeverity = (typeof findingSeverities)[number];

/** Sorts the gravest first. */
export function byGravity(one: Pick<FindingRow, 'severity'>, other: Pick<FindingRow, 'severity'>): number {
  return findingSeverities.indexOf(one.severity) - findingSeverities.indexOf(other.severity);
}

/** Who mends it. The words of a person’s role, not a name. */
export type Owner =
  | 'global-administrator'
  | 'conditional-access-administrator'
  | 'authentication-administrator'
  | 'identity-provider-administrator'
  | 'account-owner'
  | 'integration-owner';

/** What to do about a finding, by a command where there is one, and where Microsoft describes it. */
export interface Remedy {
  /** The click path, or what to do where there is none. */
  readonly steps: string;
  /** The same by a command, where one does it. What stands in angle brackets is to be filled in. */
  readonly command?: string;
  /** Microsoft’s page on it. */
  readonly link: string;
}

/** What all findings of one id have in common. An id is never renamed. */
export interface FindingRow {
  readonly severity: FindingSeverity;
  readonly title: string;
  readonly owner: Owner;
  readonly remedy: Remedy;
}

/** Facts that are safe to show: counts, names as Microsoft gave them, instants in epoch milliseconds. Never a secret. */
export interface Evidence {
  /** How many accounts, calls or grants it is about. Undefined where that could not be read. */
  readonly count: number | undefined;
  /** The first names, at most `mostExamples`. They come from a tenant: whoever shows them makes them inert. */
  readonly examples: readonly string[];
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** Something that is not as it should be. The same id and subject are the same finding in every report. */
export interface Finding<Id extends string = string> extends FindingRow {
  readonly id: Id;
  /** What it is about: the id of a policy, application or grant, the name of a domain, API or requirement, or `accounts` and `tenant`. */
  readonly subject: string;
  readonly evidence: Evidence;
}

/** Makes findings from the rows of one group. In a command `<grant>` is filled in: such an id is ours, and nothing of a tenant’s. */
export function findingMaker<Id extends string>(
  rows: Readonly<Record<Id, FindingRow>>,
): (id: Id, subject: string, evidence?: Partial<Evidence>) => Finding<Id> {
  return (id, subject, { count, examples = [], facts = {} } = {}) => ({
    id,
    subject,
    ...fillIn(rows[id], subject),
    evidence: { count, examples, facts },
  });
}

function fillIn({ remedy, ...row }: FindingRow, grant: string): FindingRow {
  const command = remedy.command?.replace('<grant>', () => grant);
  return { ...row, remedy: { ...remedy, ...(command !== undefined && { command }) } };
}
