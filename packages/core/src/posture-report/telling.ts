import { findingTable } from '../posture/findings/finding-table.ts';
import { type SourceName, sourceTable } from '../posture/sources/source-table.ts';
import { type Format, formatOf } from './format.ts';
import type { GoneFinding, JudgedAs, PostureReport, ReportFinding, ReportUnread } from './report.ts';
import { isFindingId, translateSteps, translateTitle } from './translate-finding.ts';
import { visible } from '../visible.ts';
import { isReadCode } from './words/read-codes.ts';
import { wordsOf } from './words/words-of.ts';
import type { Language, RemedyWords, Unit, Words } from './words/words.ts';

/** A text and the language that it is in: English where a report knows more than the language does. */
export interface Told {
  readonly text: string;
  readonly language: Language;
}

/** A fact of a finding, as a person reads it. */
export interface ToldFact {
  readonly name: string;
  readonly value: string;
}

/**
 * Says what stands in a report, in one language. Every text that it gives is inert (see {@link visible}): whoever shows it sees to markup
 * and formulas alone.
 */
export interface Telling {
  readonly words: Words;
  readonly format: Format;
  title(finding: GoneFinding): Told;
  steps(finding: GoneFinding): Told;
  /** What a finding is about: by its name, where there is one. */
  subject(finding: GoneFinding): string;
  /** How many, of what; undefined where that is unknown. */
  count(finding: GoneFinding): string | undefined;
  /** How many accounts it is about besides the examples. */
  others(finding: GoneFinding, shown: number): number;
  facts(finding: GoneFinding): readonly ToldFact[];
  source(name: string): string;
  /** Why something was not read. */
  reason(code: string): string;
  remedy(unread: Pick<ReportUnread, 'source' | 'code' | 'remedy'>): Told;
  cause(name: string): string;
  /** What is different for a kind of partner or a cloud. */
  remark(remark: JudgedAs['remarks'][number]): Told;
  gap(id: string): string;
}

/** Speaks one language. */
export function tellingIn(language: Language): Telling {
  const words = wordsOf(language);
  const format = formatOf(language);
  const told = (translated: string | undefined, own: string): Told => ({
    text: visible(translated ?? own, 4000),
    language: translated === undefined ? 'en' : language,
  });
  const cause = (name: string): string => lookUp(words.causes, name) ?? visible(name);
  return {
    words,
    format,
    title: (finding) => told(translateTitle(words, finding), finding.title),
    steps: (finding) => told(translateSteps(words, finding), finding.remedy.steps),
    subject: (finding) => tellSubject(words, finding),
    count: (finding) => tellCount(words, format, finding),
    others: ({ id, evidence: { count, examples } }, shown) =>
      Math.max(0, (unitOf(id) === 'accounts' && count !== undefined ? count : examples.length) - shown),
    facts: (finding) => tellFacts(words, format, cause, finding),
    source: (name) => lookUp(words.unread.sources, name) ?? visible(name),
    reason: (code) => lookUp(words.unread.codes, code) ?? words.unread.otherCode,
    remedy: (unread) => told(translateRemedy(words.unread.remedies, unread), unread.remedy),
    cause,
    remark: ({ id, text }) => told(lookUp(words.judged.remarks ?? {}, id), text),
    gap: (id) =>
      isFindingId(id) ? (words.findings.table?.[id].title ?? findingTable[id].title) : visible(id),
  };
}

/** Findings of this report and what became of those of the one before, the gravest first in each. */
export function allFindings({ findings, since }: PostureReport): readonly (GoneFinding & {
  readonly change: ReportFinding['change'] | 'fixed' | 'unknown';
})[] {
  return [
    ...findings,
    ...(since?.fixed ?? []).map((finding) => ({ ...finding, change: 'fixed' as const })),
    ...(since?.unknown ?? []).map((finding) => ({ ...finding, change: 'unknown' as const })),
  ];
}

/** The fact that is the name of what a finding is about. */
function nameKeyOf({ id, evidence: { facts } }: GoneFinding): string | undefined {
  return ['policy', 'application'].find((key) => id.startsWith(`${key}_`) && typeof facts[key] === 'string');
}

function tellSubject(words: Words, finding: GoneFinding): string {
  const { subject, evidence } = finding;
  const name = evidence.facts[nameKeyOf(finding) ?? ''];
  if (name !== undefined) return visible(String(name));
  return lookUp(words.findings.subjects, subject) ?? visible(subject);
}

function tellFacts(
  words: Words,
  format: Format,
  cause: (name: string) => string,
  finding: GoneFinding,
): readonly ToldFact[] {
  const nameKey = nameKeyOf(finding);
  return Object.entries(finding.evidence.facts)
    .filter(([key]) => key !== nameKey)
    .slice(0, 40)
    .map(([key, value]) => ({
      name: lookUp(words.facts, key) ?? visible(key, 64),
      value: visible(tellFact(words, format, cause, key, value)),
    }));
}

function tellFact(
  words: Words,
  format: Format,
  cause: (name: string) => string,
  key: string,
  value: string | number | boolean,
): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (key.endsWith('At')) return format.instant(value);
  if (key === 'every') return typeof value === 'number' ? format.duration(value) : words.everyTime;
  if (typeof value === 'number') return format.count(value);
  if (key === 'cause') return cause(value);
  if (key === 'state') return lookUp(words.policyStates, value) ?? value;
  return key === 'mfaBehavior' && value === 'none' ? words.none : value;
}

const units: Readonly<Record<string, Unit>> = {
  account: 'accounts',
  policy: 'accounts',
  tenant: 'accounts',
  federation: 'accounts',
  delegated: 'customers',
  application: 'calls',
  grant: 'grants',
  permission: 'permissions',
};

/** What a finding counts stands in the first word of its id, but for one. */
function unitOf(id: string): Unit | undefined {
  if (id === 'application_signs_in_with_password') return 'signIns';
  const [group = ''] = id.split('_');
  return Object.hasOwn(units, group) ? units[group] : undefined;
}

function tellCount(
  words: Words,
  format: Format,
  { id, evidence: { count } }: GoneFinding,
): string | undefined {
  if (count === undefined) return undefined;
  const unit = unitOf(id);
  return unit === undefined ? format.count(count) : words.findings.units[unit](count);
}

/** Some sources say it in words of their own; of a refusal for want of a permission, the permission is named. */
function translateRemedy(
  words: RemedyWords | undefined,
  { source, code }: Pick<ReportUnread, 'source' | 'code'>,
): string | undefined {
  if (words === undefined || !isReadCode(code)) return undefined;
  if (code === 'not_available_by_api' && source === 'remembered-devices') return words.rememberedDevices;
  if (code === 'not_available_by_api' && source === 'portal') return words.portalShare;
  if (code === 'incomplete') return lookUp(words.incomplete, source) ?? words.codes.incomplete;
  if (code !== 'api_forbidden' || !isSourceName(source)) return words.codes[code];
  const permission = lookUp(words.permission, source) ?? sourceTable[source].needs;
  return sourceTable[source].api === 'partner-center'
    ? words.giveAccount(permission)
    : words.consent(permission);
}

function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(sourceTable, name);
}

/** What a table has under a name from outside, and nothing that every object has. */
export function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
