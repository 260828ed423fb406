import type { PostureReport, ReportAccount, ReportTables } from '../report.ts';
import { whyOf } from '../account-reasons.ts';
import { type Telling, tellingIn } from '../telling.ts';
import { visible } from '../../visible.ts';
import type { Language, Words } from '../words/words.ts';
import { type Cell, toCsv } from './csv.ts';

/** The tables of a report that are had as CSV, besides the findings. */
export const csvTables = ['accounts', 'applications', 'methods', 'portal', 'grants'] as const;
/** The name of a table of a report. */
export type CsvTable = (typeof csvTables)[number];

/**
 * One table of a report as CSV. Instants are as in the report (RFC 3339).
 * @returns undefined where the report does not have the table: its source could not be read
 */
export function renderTableCsv(
  report: PostureReport,
  table: CsvTable,
  language: Language,
): string | undefined {
  return writers[table](tellingIn(language), report);
}

const writers: Readonly<Record<CsvTable, (telling: Telling, report: PostureReport) => string | undefined>> = {
  accounts: (telling, { tables }) => tables.accounts && toAccountsCsv(telling, tables.accounts),
  applications: (telling, { tables }) =>
    tables.applications && toApplicationsCsv(telling.words, tables.applications),
  methods({ words }, { tables }) {
    const { method, accounts } = words.tables.methods;
    return (
      tables.methods &&
      toCsv(
        [method, accounts],
        tables.methods.rows.map((row) => [visible(row.method), row.accounts]),
      )
    );
  },
  portal({ words }, { tables }) {
    const { account, last } = words.tables.portal;
    return (
      tables.portal &&
      toCsv(
        [account, last],
        tables.portal.rows.map(({ name, lastAt }) => [visible(name), lastAt]),
      )
    );
  },
  grants: toGrantsCsv,
};

function toAccountsCsv(telling: Telling, { rows }: NonNullable<ReportTables['accounts']>): string {
  const { words } = telling;
  const w = words.tables.accounts;
  const tell = (fact: boolean | undefined): string =>
    fact === undefined ? words.unknown : fact ? words.yes : words.no;
  const headings = [
    w.account,
    w.id,
    w.kind,
    w.state,
    w.why,
    w.enabled,
    w.synced,
    w.federated,
    w.registered,
    w.methods,
    w.withoutMfa,
    w.last,
    w.grants,
  ];
  const toRow = (row: ReportAccount): readonly Cell[] => [
    visible(row.name),
    visible(row.id),
    w.kinds[row.kind],
    w.states[row.state],
    whyOf(telling, row).join('; '),
    tell(row.isEnabled),
    tell(row.isSynced),
    tell(row.isFederated),
    tell(row.isRegistered),
    row.methods === undefined ? words.unknown : row.methods.map((method) => visible(method)).join('; '),
    row.signInsWithoutMfa ?? words.unknown,
    row.lastWithoutMfaAt,
    row.grants.join('; '),
  ];
  return toCsv(headings, rows.map(toRow));
}

function toApplicationsCsv(words: Words, { rows }: NonNullable<ReportTables['applications']>): string {
  const w = words.tables.applications;
  return toCsv(
    [w.application, w.id, w.total, w.withoutMfa, `${w.share} (%)`, w.last, w.accounts],
    rows.map((row) => [
      visible(row.name),
      visible(row.id),
      row.total,
      row.withoutMfa,
      row.percentWithMfa,
      row.lastWithoutMfaAt,
      row.accounts === undefined ? words.unknown : row.accounts.map((name) => visible(name)).join('; '),
    ]),
  );
}

function toGrantsCsv({ words, cause }: Telling, { grants }: PostureReport): string {
  const w = words.grants;
  return toCsv(
    [w.grant, w.account, w.application, words.facts.amr, w.mfa, w.ends, w.cause],
    grants.map(({ id, accountName, application, amr, isMfaCompliant, ends }) => [
      id,
      visible(accountName),
      visible(application),
      amr === undefined ? words.unknown : visible(amr.join(' ')),
      isMfaCompliant === undefined ? words.unknown : isMfaCompliant ? w.compliant : w.notCompliant,
      ends?.at,
      ends && cause(ends.cause),
    ]),
  );
}
