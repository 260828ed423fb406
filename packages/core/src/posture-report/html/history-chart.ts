import type { PostureSummary } from '../report.ts';
import type { Telling } from '../telling.ts';
import { type Html, html } from './html.ts';

/** A share in each report, in their order; undefined where it was not had. */
export interface Line {
  readonly name: string;
  readonly points: readonly (number | undefined)[];
}

const kinds = ['first', 'second', 'third'] as const;
const [top, height] = [18, 170];

/**
 * Lines over time. Positions across are shares of the width and down are pixels, so that letters keep their size on every screen; lines
 * differ by their strokes and marks too, and not by colour alone.
 */
export function historyChart(
  telling: Telling,
  reports: readonly PostureSummary[],
  lines: readonly Line[],
): Html {
  const { words } = telling;
  const across = placesOf(reports);
  return html`<figure>
<figcaption>${words.history.shares}</figcaption>
<svg width="100%" height="${top + height + 28}" role="img" aria-label="${words.history.alternative(reports.length)}">
${[0, 25, 50, 75, 100].map((share) => gridLine(telling, share))}
${lines.map(({ points }, index) => course(points, across, kinds[index] ?? 'third'))}
${days(telling, reports, across)}
</svg>
<ul class="legend">${lines.map(({ name }, index) => {
    const kind = kinds[index] ?? 'third';
    return html`<li><svg width="34" height="12" aria-hidden="true"><line class="${kind}" x1="2" y1="6" x2="32" y2="6"/>${mark(kind, '17', 6)}</svg>${name}</li>`;
  })}</ul>
</figure>`;
}

/** By time, from 11 to 98 % of the width: the numbers of the grid stand at the left. */
function placesOf(reports: readonly PostureSummary[]): readonly number[] {
  const times = reports.map(({ at }) => Date.parse(at));
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 0];
  return times.map((time) => 11 + (end === start ? 87 : ((time - start) * 87) / (end - start)));
}

function downOf(share: number): number {
  return top + height - (share * height) / 100;
}

function gridLine({ format }: Telling, share: number): Html {
  const y = downOf(share);
  return html`<line class="grid${share === 100 ? ' goal' : ''}" x1="0" y1="${y}" x2="100%" y2="${y}"/><text x="0" y="${y - 4}">${format.percent(share)}</text>`;
}

function course(points: Line['points'], across: readonly number[], kind: (typeof kinds)[number]): Html {
  const known = points.flatMap((share, index) =>
    share === undefined ? [] : [{ index, x: `${(across[index] ?? 0).toFixed(2)}%`, y: downOf(share) }],
  );
  const pieces = known.flatMap((to, order) => {
    const from = known[order - 1];
    // Where a report between two does not have the share, nothing is drawn between them.
    if (from === undefined || to.index - from.index > 1) return [];
    return [
      html`<line class="${kind}" x1="${from.x}" y1="${from.y.toFixed(1)}" x2="${to.x}" y2="${to.y.toFixed(1)}"/>`,
    ];
  });
  return html`${pieces}${known.map(({ x, y }) => mark(kind, x, y))}`;
}

function mark(kind: (typeof kinds)[number], x: string, y: number): Html {
  if (kind === 'second')
    return html`<svg x="${x}" y="${(y - 4).toFixed(1)}"><rect class="${kind}" x="-4" width="8" height="8"/></svg>`;
  return html`<circle class="${kind}" cx="${x}" cy="${y.toFixed(1)}" r="4"/>`;
}

/** At most four, the last among them. */
function days({ format }: Telling, reports: readonly PostureSummary[], across: readonly number[]): Html {
  const step = Math.max(1, Math.ceil((reports.length - 1) / 3));
  const last = reports.length - 1;
  const shown = reports.map((_, index) => index).filter((index) => (last - index) % step === 0);
  const y = top + height + 20;
  return html`${shown.map((index) => {
    const anchor = index === last ? 'end' : 'middle';
    const x = index === last ? '100%' : `${(across[index] ?? 0).toFixed(2)}%`;
    return html`<text x="${x}" y="${y}" text-anchor="${anchor}">${format.shortDay(reports[index]?.at ?? '')}</text>`;
  })}`;
}
