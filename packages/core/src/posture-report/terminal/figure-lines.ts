import type { PostureReport, ReportFigure } from '../report.ts';
import { wrap } from './cells.ts';
import type { Paper } from './paper.ts';

const barWidth = 20;

/** The three shares: a bar, the counts, and how each is had. */
export function figureLines(paper: Paper, { figures }: PostureReport): readonly string[] {
  const w = paper.telling.words.figures;
  return [...paper.heading(w.heading), ...figures.flatMap((figure) => linesOf(paper, figure))];
}

function linesOf(paper: Paper, figure: ReportFigure): readonly string[] {
  const { telling, ink, width } = paper;
  const w = telling.words.figures;
  const name = wrap(w.names[figure.name], width).map(ink.strong);
  const below = (text: string): readonly string[] => wrap(text, width - 2).map((line) => `  ${line}`);
  if (figure.kind === 'not-available') {
    const [source = ''] = figure.from;
    const remedy = telling.remedy({ source, code: figure.code, remedy: figure.remedy }).text;
    return [...name, ...below(`${w.kinds[figure.kind]}: ${telling.reason(figure.code)} ${remedy}`)];
  }
  const { count, percent, list, instant } = telling.format;
  const { part, whole, unknown, kind } = figure;
  const from = `${w.from}: ${list(figure.from.slice(0, 20).map(telling.source))} · ${instant(figure.at)}`;
  if (figure.percent === undefined) return [...name, ...below(w.empty), ...below(from).map(ink.faint)];
  const also = unknown === 0 ? '' : ` · ${w.unknown}: ${count(unknown)}`;
  const counts = `${percent(figure.percent)} · ${w.partOf(count(part), count(whole))}${also} · ${w.kinds[kind]}`;
  return [...name, `  ${bar(paper, figure)}`, ...below(counts), ...below(from).map(ink.faint)];
}

/** Full only where all of it is. */
function bar(
  { ink }: Paper,
  { part, whole, unknown }: Extract<ReportFigure, { readonly part: number }>,
): string {
  const places = (value: number): number => Math.floor((Math.min(value, whole) * barWidth) / whole);
  const filled = places(part);
  const dark = Math.min(barWidth - filled, places(unknown));
  const shown = '█'.repeat(filled);
  const rest = `${'▒'.repeat(dark)}${'░'.repeat(barWidth - filled - dark)}`;
  return `${filled === barWidth ? ink.good(shown) : shown}${ink.faint(rest)}`;
}
