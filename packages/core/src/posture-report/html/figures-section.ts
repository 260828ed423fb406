import type { PostureReport, ReportFigure } from '../report.ts';
import type { Telling } from '../telling.ts';
import { type Html, html } from './html.ts';
import { dataTable, said } from './pieces.ts';
import type { Part } from './part.ts';

type Share = Extract<ReportFigure, { readonly part: number }>;

/** The three shares, each as a bar, and where each came from. */
export function figuresSection(telling: Telling, { figures }: PostureReport): Part {
  const w = telling.words.figures;
  return {
    anchor: 'figures',
    heading: w.heading,
    content: html`<p class="lead">${w.intro}</p>
<div class="cards">${figures.map((figure) => card(telling, figure))}</div>
${sources(telling, figures)}`,
  };
}

function card(telling: Telling, figure: ReportFigure): Html {
  const { words } = telling;
  const w = words.figures;
  const body = figure.kind === 'not-available' ? lack(telling, figure) : share(telling, figure);
  return html`<article class="card">
<h3>${w.names[figure.name]}</h3>
${body}
<p class="small">${w.notes[figure.name]}</p>
</article>`;
}

function share({ words, format }: Telling, figure: Share): Html {
  const w = words.figures;
  const { part, whole, unknown, percent, kind } = figure;
  const counts = w.partOf(format.count(part), format.count(whole));
  const also = unknown === 0 ? '' : ` · ${w.unknown}: ${format.count(unknown)}`;
  if (percent === undefined) return html`<p class="big word">${words.none}</p><p>${w.empty}</p>`;
  return html`<p class="big">${format.percent(percent)}</p>
${bar(part, unknown, whole, `${w.names[figure.name]}: ${format.percent(percent)}`)}
<p>${counts}${also} <span class="mark">${w.kinds[kind]}</span></p>`;
}

/** What is unknown stands apart from what is without. */
function bar(part: number, unknown: number, whole: number, label: string): Html {
  const width = (count: number): string => `${Math.min(100, (count * 100) / Math.max(1, whole)).toFixed(2)}%`;
  return html`<svg class="bar" width="100%" height="12" role="img" aria-label="${label}"><rect class="rest" width="100%" height="12"/><rect class="unknown" x="${width(part)}" width="${width(unknown)}" height="12"/><rect class="part" width="${width(part)}" height="12"/></svg>`;
}

function lack(telling: Telling, figure: Exclude<ReportFigure, Share>): Html {
  const { words } = telling;
  const [source = ''] = figure.from;
  const remedy = telling.remedy({ source, code: figure.code, remedy: figure.remedy });
  return html`<p class="big word">${words.figures.kinds['not-available']}</p>
<p>${telling.reason(figure.code)} ${said(remedy, words.language)}</p>`;
}

function sources(telling: Telling, figures: readonly ReportFigure[]): Html {
  const { words, format } = telling;
  const w = words.figures;
  const columns = [
    { heading: telling.words.figures.share },
    { heading: '%', kind: 'n' },
    { heading: w.with, kind: 'n' },
    { heading: w.whole, kind: 'n' },
    { heading: w.unknown, kind: 'n' },
    { heading: w.kind, kind: 'w' },
    { heading: w.from, kind: 'w' },
    { heading: w.read, kind: 'w' },
  ] as const;
  const rows = figures.map((figure) => {
    const has = figure.kind !== 'not-available';
    const counts = has ? [figure.part, figure.whole, figure.unknown].map(format.count) : ['–', '–', '–'];
    return [
      w.names[figure.name],
      has && figure.percent !== undefined ? format.percent(figure.percent) : '–',
      ...counts,
      w.kinds[figure.kind],
      format.list(figure.from.slice(0, 20).map(telling.source)),
      format.instant(figure.at),
    ];
  });
  return dataTable(w.table, columns, rows);
}
