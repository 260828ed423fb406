import {
  type Check,
  type CheckGroup,
  checkGroups,
  type CheckRow,
  checkTable,
  countChecks,
} from '@consentry/core';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

/** A sign and a word: nothing is said by colour. */
const marks: Readonly<Record<Check['status'], string>> = {
  pass: '✓ pass',
  warn: '! warn',
  fail: '✗ fail',
  unknown: '? unknown',
};

/** What the groups are called, here and in docs/doctor.md. */
export const groupTitles: Readonly<Record<CheckGroup, string>> = {
  machine: 'This machine',
  network: 'Network',
  broker: 'Broker',
  application: 'Application',
  partner: 'Partners and their grants',
  customers: 'Customers',
};

/** What was looked at, group by group; what is to be done, the gravest first; and how many there are of each. */
export function renderChecks(checks: readonly Check[]): string {
  const groups = Map.groupBy(checks, groupOf);
  return [
    ...[...checkGroups, undefined].flatMap((group) => renderGroup(group, groups.get(group) ?? [])),
    ...renderRemedies(checks),
    summarize(checks),
  ].join('\n');
}

/** One line. */
export function summarize(checks: readonly Check[]): string {
  const { pass, warn, fail, unknown } = countChecks(checks);
  return `${checks.length} checks: ${pass} passed, ${warn} warned, ${fail} failed, ${unknown} unknown.`;
}

/** Undefined: of a check that is not known here. */
export function groupOf({ id }: Check): CheckGroup | undefined {
  const rows: Readonly<Record<string, CheckRow>> = checkTable;
  return Object.hasOwn(rows, id) ? rows[id]?.group : undefined;
}

function renderGroup(group: CheckGroup | undefined, checks: readonly Check[]): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map(({ status, id, subject, found }) => [marks[status], id, subject, found]);
  return [
    group === undefined ? 'Other checks' : groupTitles[group],
    '',
    table(['outcome', 'check', 'of', 'found'], rows),
    '',
  ];
}

function renderRemedies(checks: readonly Check[]): readonly string[] {
  const order = ['fail', 'warn', 'unknown'] as const;
  const wrong = order.flatMap((status) => checks.filter((check) => check.status === status));
  if (wrong.length === 0) return [];
  // What is mended by the same deed stands once.
  const deeds = Map.groupBy(wrong, ({ status, remedy, link }) => JSON.stringify([status, remedy, link]));
  return [
    'To do',
    ...[...deeds.values()].flatMap((of) => {
      const [{ status, remedy = '', link } = wrong[0] as Check] = of;
      const about = of.map(({ id, subject }) => `${id} (${plain(subject)})`);
      return [
        '',
        `${marks[status]}  ${about.join(', ')}`,
        `  ${remedy.split('\n').map(plain).join('\n  ')}`,
        ...(link === undefined ? [] : [`  ${plain(link)}`]),
      ];
    }),
    '',
  ];
}
