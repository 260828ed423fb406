import type { AnswerOf } from '@consentry/core/contract';
import { csvTables, isReadable, languages } from '@consentry/core/posture-report';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { card, facts, mark } from '../frame/pieces.ts';
import { prose } from '../frame/prose.ts';
import { tableCard } from '../frame/table-card.ts';
import { count, when, words } from '../frame/text.ts';
import { figureNames, severityTones } from './posture-words.ts';

type Report = AnswerOf<'getPosture'>;
type Finding = Report['findings'][number];
type Unread = Report['unread'][number];

/** So many are written out here; the report itself has all. */
const shownAtMost = 40;

const languageNames = { en: 'English', nl: 'Nederlands', sv: 'Svenska' } as const;

/** What a report says, in short. The whole of it is a page of its own. */
export function reportContent(report: Report): Html {
  const { figures, findings, unread, notOffered, since } = report;
  return html`${waysOut(report)}
<div class="cards">${figures.map((figure) => card(figureNames[figure.name], figureText(figure)))}
${since === undefined ? '' : card('Since the report before', sinceText(report, since))}</div>
${tableCard(captionOf('Findings, the gravest first', findings.length), findingColumns, findings.slice(0, shownAtMost), unread.some(isReadable) ? 'Nothing was found in what could be read.' : 'Nothing was found.')}
${unread.length === 0 ? '' : tableCard('What could not be read', unreadColumns, unread, '')}
${notOffered.length === 0 ? '' : tableCard('What Microsoft does not offer here', unreadColumns, notOffered, '')}
${judgedText(report)}`;
}

function waysOut({ partner, id, at, tables }: Report): Html {
  const files = csvTables.filter((name) => name === 'grants' || tables[name] !== undefined);
  const path = `/dashboard/posture/${partner}/${id}`;
  return html`<section class="card"><p>Made on ${when(at)}.</p>
<p class="acts">${languages.map((language) => html`<a class="button quiet" href="${path}/report/${language}" lang="${language}" hreflang="${language}">The whole report: ${languageNames[language]}</a>`)}</p>
<p class="small">As CSV: <a href="${path}/findings.csv" download>findings</a>${files.map((name) => html`, <a href="${path}/table/${name}.csv" download>${name}</a>`)}. As data: <a href="${path}/report.json" download>JSON</a>.</p></section>`;
}

function figureText(figure: Report['figures'][number]): Html {
  if (figure.kind === 'not-available')
    return html`<p class="figure soft">not known</p><p class="small">${prose(figure.remedy, 300)}</p>`;
  const { percent, part, whole, unknown, kind } = figure;
  return html`<p class="figure">${percent === undefined ? '–' : `${percent} %`}${kind === 'estimate' ? html` <small>an estimate</small>` : ''}</p>
<p>${count(part)} of ${count(whole)}${unknown === 0 ? '' : html`, ${mark(`${count(unknown)} unknown`, 'warn')}`}</p>`;
}

function sinceText({ findings }: Report, since: NonNullable<Report['since']>): Html {
  const many = (change: Finding['change']): string =>
    count(findings.filter((one) => one.change === change).length);
  return facts([
    ['New', many('new')],
    ['Worse', many('worse')],
    ['Mended', count(since.fixed.length)],
    ['Out of sight', count(since.unknown.length)],
    ['It was made', when(since.at)],
  ]);
}

const changes = { new: mark('new', 'warn'), worse: mark('worse', 'bad'), same: '' } as const;

const findingColumns = [
  {
    head: 'Finding',
    cell: ({ title, subject, id }: Finding) =>
      html`${words(title, 200)}<br><span class="small"><code>${id}</code> ${words(subject, 80)}</span>`,
  },
  {
    head: 'Severity',
    cell: ({ severity, change }: Finding) =>
      html`${mark(severity, severityTones[severity])} ${changes[change]}`,
  },
  {
    head: 'How many',
    cell: ({ evidence }: Finding) => (evidence.count === undefined ? 'unknown' : count(evidence.count)),
    isNumber: true,
  },
  { head: 'Who must act', cell: ({ owner }: Finding) => owner.replaceAll('-', ' ') },
  { head: 'What to do', cell: ({ remedy }: Finding) => prose(remedy.steps, 300) },
  { head: 'Since', cell: ({ firstSeenAt }: Finding) => when(firstSeenAt) },
];

const unreadColumns = [
  { head: 'Source', cell: ({ source }: Unread) => html`<code>${words(source)}</code>` },
  { head: 'Why', cell: ({ code }: Unread) => html`<code>${words(code)}</code>` },
  { head: 'What to do', cell: ({ remedy }: Unread) => prose(remedy, 300) },
  {
    head: 'Missing',
    cell: (one: Unread) => (one.count === undefined ? '' : count(one.count)),
    isNumber: true,
  },
];

function captionOf(what: string, found: number): string {
  return found > shownAtMost ? `${what}: the first ${shownAtMost} of ${count(found)}` : what;
}

function judgedText({ judgedAs }: Report): Html {
  const { kind, cloud, weight, remarks } = judgedAs;
  return card(
    'For whom it was judged',
    facts([
      ['Kind of partner', kind === undefined ? 'nobody said' : kind.replaceAll('-', ' ')],
      ['Cloud', words(cloud)],
      ['Weight', weight === 'mandate' ? 'Microsoft demands it' : 'Microsoft advises it here'],
      ...remarks.map(({ text }) => ['Remark', words(text, 400)] as const),
    ]),
  );
}
