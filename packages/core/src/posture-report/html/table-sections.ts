import { whyOf } from '../account-reasons.ts';
import type { PostureReport, ReportAccount, ReportTables } from '../report.ts';
import type { Telling } from '../telling.ts';
import { html } from './html.ts';
import { applicationsPart, methodsPart, portalPart } from './other-tables.ts';
import type { Part } from './part.ts';
import { dataTable, name, nameList } from './pieces.ts';
import { visible } from '../../visible.ts';

const mostReasons = 20;

/** The tables that an officer reads beside the figures. */
export function tableSections(telling: Telling, { tables }: PostureReport): readonly Part[] {
  return [
    accountsPart(telling, tables.accounts),
    applicationsPart(telling, tables.applications),
    methodsPart(telling, tables.methods),
    portalPart(telling, tables.portal),
  ];
}

function accountsPart(telling: Telling, accounts: ReportTables['accounts']): Part {
  const { words, format } = telling;
  const w = words.tables.accounts;
  const part = { anchor: 'accounts', heading: w.heading };
  if (accounts === undefined) return { ...part, content: html`<p>${words.tables.unread}</p>` };
  return {
    ...part,
    content: html`<p class="lead">${w.intro(format.count(accounts.total))} ${w.kindsNote}</p>
${countsTable(telling, accounts.counts)}
${accounts.rows.length === 0 ? html`<p>${w.nothing}</p>` : attentionTable(telling, accounts.rows)}
${accounts.leftOut === 0 ? '' : html`<p class="small">${words.tables.leftOut(accounts.leftOut)}</p>`}`,
  };
}

function countsTable(
  { words, format }: Telling,
  counts: NonNullable<ReportTables['accounts']>['counts'],
): ReturnType<typeof dataTable> {
  const w = words.tables.accounts;
  const columns = [
    { heading: w.kind },
    { heading: w.state, kind: 'w' },
    { heading: w.count, kind: 'n' },
    { heading: w.registered, kind: 'n' },
    { heading: w.notRegistered, kind: 'n' },
    { heading: w.registrationUnknown, kind: 'n' },
  ] as const;
  const rows = counts.map((row) => [
    w.kinds[row.kind],
    w.states[row.state],
    ...[row.count, row.registered, row.notRegistered, row.registrationUnknown].map(format.count),
  ]);
  return dataTable(w.counts, columns, rows);
}

function attentionTable(telling: Telling, accounts: readonly ReportAccount[]): ReturnType<typeof dataTable> {
  const { words, format } = telling;
  const w = words.tables.accounts;
  const tell = (fact: boolean | undefined): string =>
    fact === undefined ? words.unknown : fact ? words.yes : words.no;
  const columns = [
    { heading: w.account },
    { heading: w.state, kind: 'keep' },
    { heading: w.why, kind: 'w' },
    { heading: w.registered, kind: 'keep' },
    { heading: w.methods, kind: 'w' },
    { heading: w.withoutMfa, kind: 'n' },
  ] as const;
  const rows = accounts.map((row) => {
    const reasons = whyOf(telling, row);
    const last = row.lastWithoutMfaAt === undefined ? '' : format.day(row.lastWithoutMfaAt);
    return [
      html`${name(row.name)}<br><span class="small">${traits(telling, row)}</span>`,
      w.states[row.state],
      nameList(reasons.slice(0, mostReasons), reasons.length - mostReasons, words.findings.more),
      tell(row.isRegistered),
      row.methods === undefined ? words.unknown : visible(row.methods.join(', '), 400),
      html`${row.signInsWithoutMfa === undefined ? words.unknown : format.count(row.signInsWithoutMfa)}<br><span class="small">${last}</span>`,
    ];
  });
  return dataTable(w.attention, columns, rows);
}

/** What kind of account it is, in a few words. */
function traits({ words, format }: Telling, row: ReportAccount): string {
  const w = words.tables.accounts;
  const { grants } = row;
  return [
    w.kinds[row.kind],
    ...(row.isSynced ? [w.synced.toLowerCase()] : []),
    ...(row.isFederated === true ? [w.federated.toLowerCase()] : []),
    ...(grants.length === 0 ? [] : [`${w.grants.toLowerCase()}: ${format.count(grants.length)}`]),
  ].join(' · ');
}
