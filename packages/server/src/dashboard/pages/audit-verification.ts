import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import { facts, notice } from '../frame/pieces.ts';
import { tableCard } from '../frame/table-card.ts';
import { count, when, words } from '../frame/text.ts';
import { act, type Act, type Sheet } from '../place.ts';

type Verdict = AnswerOf<'verifyAudit'>;

/** Follows every chain, and shows what it found. */
const verifyAudit = act({
  path: '/audit/verification',
  least: 'operator',
  isDangerous: false,
  form: z.strictObject({}),
  done: 'The audit was verified.',
  carryOut: async ({ ask }) => sheetOf(await ask('verifyAudit', {})),
});

function sheetOf(verdict: Verdict): Sheet {
  const { ok, groups, events, breaks, breaksFound, findings, findingsFound, anchoredElsewhere } = verdict;
  return {
    title: 'Verification of the audit',
    section: 'audit',
    trail: [{ title: 'Audit', path: '/audit' }],
    content: html`${
      ok
        ? notice(html`<p><strong>Nothing was changed, removed, reordered or cut off.</strong></p>`, 'good')
        : notice(
            html`<p><strong>The audit is not what was written.</strong> Keep the store as it is, and find out who had access to it.</p>`,
            'bad',
          )
    }
${facts([
  ['Records followed', count(events)],
  ['Commits followed', count(groups)],
  ['Breaks in the chains', count(breaksFound)],
  ['Grants that do not fit', count(findingsFound)],
  [
    'Ends that only another replica can check',
    anchoredElsewhere.length === 0
      ? 'none'
      : html`${anchoredElsewhere.map((writer) => html`<code>${words(writer)}</code> `)}`,
  ],
])}
${breaks.length === 0 ? '' : breaksTable(verdict)}${findings.length === 0 ? '' : findingsTable(verdict)}`,
  };
}

const breakWords: Readonly<Record<Verdict['breaks'][number]['reason'], string>> = {
  changed: 'is not what was written there',
  missing: 'follows a gap: records before it were removed',
  cut: 'was anchored and does not stand there any more: the end was cut off, or the store set back',
  head: 'ends in a chain whose anchored head was changed or removed',
  key: 'was chained under a master key of which nothing is left',
  order: 'stands before an older one of its chain in the lists',
  index: 'is not listed under the tenants that it is about, or under others',
};

function breaksTable({ breaks, breaksFound }: Verdict): Html {
  const columns = [
    {
      head: 'Chain and number',
      cell: (one: (typeof breaks)[number]) => html`<code>${words(one.writer)} ${one.sequence}</code>`,
    },
    { head: 'What is wrong', cell: (one: (typeof breaks)[number]) => breakWords[one.reason] },
    { head: 'When', cell: (one: (typeof breaks)[number]) => (one.at === undefined ? '' : when(one.at)) },
  ];
  return tableCard(captionOf('Breaks', breaks.length, breaksFound), columns, breaks, '');
}

const findingWords: Readonly<Record<Verdict['findings'][number]['reason'], string>> = {
  rolled_back: 'an older row was put back, or the database was set back',
  not_sealed: 'the sealing was interrupted, or an older row was put back',
  revived: 'its row was changed, or an older one was put back',
};

function findingsTable({ findings, findingsFound }: Verdict): Html {
  type One = (typeof findings)[number];
  const columns = [
    { head: 'Grant', cell: ({ grant }: One) => html`<code>${grant}</code>` },
    { head: 'Partner', cell: ({ partner }: One) => html`<code>${partner}</code>` },
    { head: 'What is wrong', cell: ({ reason }: One) => findingWords[reason] },
    { head: 'Recorded', cell: (one: One) => stateOf(one.recordedState, one.recordedVersion) },
    { head: 'Stored', cell: (one: One) => stateOf(one.storedState, one.storedVersion) },
  ];
  return tableCard(captionOf('Grants', findings.length, findingsFound), columns, findings, '');
}

function stateOf(state: string | undefined, version: number | undefined): string {
  return [state, version === undefined ? undefined : `version ${version}`]
    .filter((text) => text !== undefined)
    .join(', ');
}

function captionOf(what: string, shown: number, found: number): string {
  return shown < found ? `${what}: the first ${count(shown)} of ${count(found)}` : what;
}

export const auditActs: readonly Act[] = [verifyAudit];
