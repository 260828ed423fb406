import { isReadable, type JudgedAs, type PostureReport, type Verdict, verdictOf } from '../report.ts';
import { tellingIn } from '../telling.ts';
import type { Language } from '../words/words.ts';
import { visible } from '../../visible.ts';
import { wrap } from './cells.ts';
import { figureLines } from './figure-lines.ts';
import { findingLines } from './finding-lines.ts';
import { grantLines } from './grant-lines.ts';
import { inkOf } from './ink.ts';
import { createPaper, type Paper } from './paper.ts';
import { unreadLines } from './unread-lines.ts';

/** How wide the terminal is, and whether it shows colours. */
export interface TerminalOptions {
  /** Of the terminal, in characters. No line is wider, but none is made for less than forty. */
  readonly width: number;
  readonly colour: boolean;
}

const narrowest = 40;
/** Longer lines are hard to read. */
const widest = 120;

/**
 * A report for the person at a terminal: the shares, what is wrong and who does what about it, what nobody could see, and which grants end
 * when. Names from the tenant are inert. No line ends with a blank; the text ends without a line break.
 */
export function renderPostureTable(
  report: PostureReport,
  language: Language,
  { width, colour }: TerminalOptions,
): string {
  const telling = tellingIn(language);
  const paper = createPaper(telling, inkOf(colour), Math.min(widest, Math.max(narrowest, width)));
  return [
    ...head(paper, report),
    '',
    ...figureLines(paper, report),
    '',
    ...findingLines(paper, report),
    ...unreadLines(paper, report),
    ...grantLines(paper, report),
  ]
    .join('\n')
    .trimEnd();
}

function head(paper: Paper, report: PostureReport): readonly string[] {
  const { telling, ink, width } = paper;
  const { words, format } = telling;
  const whose = report.organization === undefined ? report.partner : visible(report.organization.name);
  const verdict = verdictOf(report);
  return [
    ...wrap(`${words.title} · ${whose}`, width).map(ink.strong),
    ...wrap(`${report.partner} · ${format.instant(report.at)} · ${report.id}`, width).map(ink.faint),
    '',
    ...wrap(`${words.verdicts[verdict]}. ${noteOf(paper, report, verdict)}`, width).map((line) =>
      verdict === 'nothing-found'
        ? ink.good(line)
        : ink.severity(verdict === 'not-met' ? 'high' : 'medium', line),
    ),
    ...wrap(changesOf(paper, report), width),
    ...judgedLines(paper, report.judgedAs),
  ];
}

/** For which kind of partner it was judged, and what is different for it. */
function judgedLines({ telling, width }: Paper, judgedAs: JudgedAs): readonly string[] {
  const { words } = telling;
  const { kind, cloud, weight, remarks } = judgedAs;
  const w = words.judged;
  const what = `${w.kind}: ${kind === undefined ? words.unknown : w.kinds[kind]} · ${w.cloud}: ${visible(cloud)} · ${w.weights[weight]}`;
  return [
    ...wrap(what, width),
    ...remarks.flatMap((remark) =>
      wrap(telling.remark(remark).text, width - 2).map((line, index) => `${index === 0 ? '•' : ' '} ${line}`),
    ),
  ];
}

function noteOf({ telling }: Paper, { findings, unread }: PostureReport, verdict: Verdict): string {
  const notes = telling.words.verdictNotes;
  if (verdict === 'nothing-found') return notes['nothing-found'];
  return verdict === 'not-met'
    ? notes['not-met'](findings.filter(({ severity }) => severity === 'high').length)
    : notes['not-seen'](unread.filter(isReadable).length);
}

function changesOf({ telling }: Paper, { since, findings }: PostureReport): string {
  const w = telling.words.changed;
  if (since === undefined) return w.first;
  const changed = (change: string): number => findings.filter((finding) => finding.change === change).length;
  const counts = w.counts({ new: changed('new'), worse: changed('worse'), fixed: since.fixed.length });
  return `${w.since(telling.format.instant(since.at))} ${counts}`;
}
