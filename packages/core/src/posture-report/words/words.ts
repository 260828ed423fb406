import type { Unread } from '../../posture/assess.ts';
import type { FindingId } from '../../posture/findings/finding-table.ts';
import type { FindingSeverity, Owner } from '../../posture/findings/finding.ts';
import type { FigureName } from '../../posture/share.ts';
import type { SourceName, sourceTable } from '../../posture/sources/source-table.ts';
import type { RemarkId } from '../../posture/judged-as.ts';
import type { Change, EndCause, JudgedAs, Verdict } from '../report.ts';
import type { ReadCode } from './read-codes.ts';
import type { TableWords } from './table-words.ts';

/** The languages that a report is had in. BCP 47. */
export const languages = ['en', 'nl', 'sv'] as const;
/** A language that reports are written in. */
export type Language = (typeof languages)[number];

/** What a finding says, and what to do. Commands and links are the same in every language. */
export interface FindingWords {
  readonly title: string;
  readonly steps: string;
}

/** Sources whose permission is said with more than its name. */
type ToldSource = {
  [Name in SourceName]: (typeof sourceTable)[Name]['needs'] extends `${string} ${string}` ? Name : never;
}[SourceName];

/** What to do where something could not be read. */
export interface RemedyWords {
  readonly codes: Readonly<Record<ReadCode, string>>;
  readonly permission: Readonly<Record<ToldSource, string>>;
  readonly consent: (permission: string) => string;
  readonly giveAccount: (permission: string) => string;
  readonly incomplete: Readonly<Record<'registrations' | 'perUserMfa' | 'signIns', string>>;
  readonly rememberedDevices: string;
  readonly portalShare: string;
}

/** What a finding counts. */
export type Unit = 'accounts' | 'calls' | 'signIns' | 'customers' | 'grants' | 'permissions';

/** What findings have as evidence. A fact that is not here is shown by its name. */
export type FactName =
  | 'account'
  | 'policy'
  | 'every'
  | 'state'
  | 'application'
  | 'total'
  | 'lastAt'
  | 'amr'
  | 'redeemedAt'
  | 'endsAt'
  | 'cause'
  | 'mfaBehavior'
  | 'score'
  | 'maxScore'
  | 'replacement'
  | 'locations';

/** Every word of a report in one language. A language that lacks one does not compile. */
export interface Words {
  readonly language: Language;
  readonly title: string;
  readonly subtitle: string;
  readonly skip: string;
  readonly contents: string;
  readonly partner: string;
  readonly tenant: string;
  readonly made: string;
  readonly report: string;
  readonly plan: string;
  readonly plans: Readonly<Record<'p1' | 'p2' | 'free', string>>;
  readonly unknown: string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly verdictNotes: {
    readonly 'not-met': (high: number) => string;
    readonly 'not-seen': (sources: number) => string;
    readonly 'nothing-found': string;
  };
  /** Of which partner it is, and in which cloud. */
  readonly judged: {
    readonly kind: string;
    readonly kinds: Readonly<Record<NonNullable<JudgedAs['kind']>, string>>;
    readonly from: Readonly<Record<NonNullable<JudgedAs['kindFrom']>, string>>;
    readonly cloud: string;
    readonly weight: string;
    readonly weights: Readonly<Record<JudgedAs['weight'], string>>;
    readonly heading: string;
    /** Undefined where the report has the words of this language itself. */
    readonly remarks: Readonly<Record<RemarkId, string>> | undefined;
  };
  readonly figures: {
    readonly heading: string;
    readonly intro: string;
    readonly names: Readonly<Record<FigureName, string>>;
    /** How Microsoft defines it, and how it is had here. */
    readonly notes: Readonly<Record<FigureName, string>>;
    readonly kinds: Readonly<Record<'reported' | 'estimate' | 'not-available', string>>;
    readonly share: string;
    readonly with: string;
    readonly without: string;
    readonly whole: string;
    readonly unknown: string;
    readonly from: string;
    readonly read: string;
    readonly kind: string;
    readonly partOf: (part: string, whole: string) => string;
    readonly empty: string;
    readonly table: string;
  };
  readonly findings: {
    readonly heading: string;
    readonly glance: string;
    readonly bySeverity: string;
    readonly nothing: string;
    readonly severity: string;
    readonly severities: Readonly<Record<FindingSeverity, string>>;
    /** What a severity means. */
    readonly severityNotes: Readonly<Record<FindingSeverity, string>>;
    readonly finding: string;
    readonly findingsCount: string;
    readonly id: string;
    readonly subject: string;
    readonly subjects: Readonly<Record<'accounts' | 'tenant', string>>;
    readonly howMany: string;
    /** What a finding counts: a number with its word. */
    readonly units: Readonly<Record<Unit, (count: number) => string>>;
    readonly owner: string;
    readonly owners: Readonly<Record<Owner, string>>;
    readonly since: string;
    readonly state: string;
    readonly changes: Readonly<Record<Change, string>>;
    readonly evidence: string;
    readonly examples: string;
    readonly more: (count: number) => string;
    readonly whatToDo: string;
    readonly command: string;
    readonly link: string;
    /** In which language click paths are. */
    readonly clickPaths: string;
    /** Undefined where the report has the words of this language itself. */
    readonly table: Readonly<Record<FindingId, FindingWords>> | undefined;
  };
  readonly facts: Readonly<Record<FactName, string>>;
  /** Of what a grant ends. One that is not here is shown as it came. */
  readonly causes: Readonly<Record<EndCause, string>>;
  readonly policyStates: Readonly<Record<'enabled' | 'report-only' | 'disabled', string>>;
  readonly everyTime: string;
  readonly changed: {
    readonly heading: string;
    readonly since: (at: string) => string;
    readonly first: string;
    readonly counts: (counts: Readonly<Record<'new' | 'worse' | 'fixed', number>>) => string;
    readonly fixed: string;
    readonly unknown: string;
    readonly unknownNote: string;
    readonly nothing: string;
  };
  readonly history: {
    readonly heading: string;
    readonly table: string;
    readonly alternative: (reports: number) => string;
    readonly at: string;
    readonly shares: string;
    readonly short: Readonly<Record<FigureName, string>>;
  };
  readonly unread: {
    readonly heading: string;
    readonly intro: string;
    readonly source: string;
    readonly sources: Readonly<Record<Unread['source'], string>>;
    readonly why: string;
    readonly missing: string;
    readonly notOffered: string;
    readonly notOfferedIntro: string;
    readonly codes: Readonly<Record<ReadCode, string>>;
    readonly otherCode: string;
    /** Undefined where the report has the words of this language itself. */
    readonly remedies: RemedyWords | undefined;
  };
  readonly grants: {
    readonly heading: string;
    readonly intro: string;
    readonly nothing: string;
    readonly timeline: string;
    readonly alternative: (grants: number) => string;
    readonly account: string;
    readonly application: string;
    readonly grant: string;
    readonly mfa: string;
    readonly compliant: string;
    readonly notCompliant: string;
    readonly ends: string;
    readonly cause: string;
    readonly noDate: string;
    readonly over: string;
    readonly today: string;
    readonly more: (count: number) => string;
  };
  readonly tables: TableWords;
  readonly method: {
    readonly heading: string;
    readonly paragraphs: readonly string[];
    readonly sourcesTable: string;
    readonly api: string;
    readonly call: string;
    readonly needs: string;
    readonly outcome: string;
    readonly read: string;
    readonly partly: string;
    readonly notRead: string;
    readonly notOffered: string;
    readonly apis: Readonly<Record<'graph' | 'partner-center' | 'broker', string>>;
    readonly ownRecords: string;
    readonly nothingOfMicrosoft: string;
  };
}
