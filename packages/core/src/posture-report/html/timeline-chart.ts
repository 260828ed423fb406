import type { ReportGrant } from '../report.ts';
import type { Telling } from '../telling.ts';
import { visible } from '../../visible.ts';
import { type Html, html } from './html.ts';

/** A grant that ends on a day that is known. */
export interface Ending extends Omit<ReportGrant, 'ends'> {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly cause: string;
}

const dayMs = 24 * 60 * 60 * 1000;
const rowHeight = 46;
const axisHeight = 26;
/** More than that is read in the table. */
const mostRows = 15;

/**
 * What ends when, the next first: a line from the report to the end of each grant. Positions across are shares of the width, so that
 * letters keep their size.
 * @param endings in their order
 * @param now when the report was made, epoch milliseconds
 */
export function timelineChart(telling: Telling, endings: readonly Ending[], now: number): Html {
  const w = telling.words.grants;
  const shown = endings.slice(0, mostRows);
  const until = Math.max(now + 30 * dayMs, shown.at(-1)?.at ?? now);
  const across = (at: number): number => Math.min(1, Math.max(0, (at - now) / (until - now))) * 98 + 1;
  const height = axisHeight + shown.length * rowHeight;
  const rest = endings.length - shown.length;
  return html`<figure>
<figcaption>${w.timeline}</figcaption>
<svg width="100%" height="${height}" role="img" aria-label="${w.alternative(shown.length)}">
${axis(telling, now, until, across, height)}
${shown.map((ending, index) => row(telling, ending, now, across, axisHeight + index * rowHeight))}
</svg>
${rest > 0 ? html`<p class="small">${w.more(rest)}</p>` : ''}
</figure>`;
}

/** The day of the report, the last, and two between them. */
function axis(
  { words, format }: Telling,
  now: number,
  until: number,
  across: (at: number) => number,
  height: number,
): Html {
  return html`${[0, 1, 2, 3].map((step) => {
    const at = now + ((until - now) * step) / 3;
    const x = `${across(at).toFixed(2)}%`;
    const anchor = step === 0 ? 'start' : step === 3 ? 'end' : 'middle';
    const day = step === 0 ? words.grants.today : format.shortDay(at);
    return html`<line class="grid" x1="${x}" y1="18" x2="${x}" y2="${height}"/><text x="${x}" y="12" text-anchor="${anchor}">${day}</text>`;
  })}`;
}

function row(
  { words, format, cause }: Telling,
  ending: Ending,
  now: number,
  across: (at: number) => number,
  top: number,
): Html {
  const x = `${across(ending.at).toFixed(2)}%`;
  const kind = urgencyOf(ending.at - now);
  const day = ending.at <= now ? words.grants.over : format.day(ending.at);
  const y = top + 30;
  return html`<text class="strong" x="1%" y="${top + 16}">${visible(ending.accountName, 34)}</text>
<text x="99%" y="${top + 16}" text-anchor="end">${day}</text>
<line class="span s-${kind}" x1="1%" y1="${y}" x2="${x}" y2="${y}"/><circle class="f-${kind}" cx="${x}" cy="${y}" r="6"><title>${visible(ending.accountName)}: ${day}, ${cause(ending.cause)}</title></circle>
`;
}

/** Within a week, within thirty days, later. */
function urgencyOf(leftMs: number): 'high' | 'medium' | 'low' {
  if (leftMs <= 7 * dayMs) return 'high';
  return leftMs <= 30 * dayMs ? 'medium' : 'low';
}
