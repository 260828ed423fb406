import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { count } from './text.ts';
import { table, type Tone } from './pieces.ts';

/** One bar, or one part of a whole. */
export interface Share {
  readonly name: string;
  readonly value: number;
  readonly tone: Tone | 'accent';
}

/** A picture with the table of its numbers beside it: what is seen can also be read. */
function pictured(caption: string, head: string, shares: readonly Share[], picture: Html): Html {
  const columns = [
    { head, cell: ({ name }: Share) => name },
    { head: 'Count', cell: ({ value }: Share) => count(value), isNumber: true },
  ];
  return html`${picture}<details><summary>As a table</summary>${table(caption, columns, shares, 'Nothing yet.')}</details>`;
}

const width = 320;

/** Parts of a whole, as one bar with its legend. */
export function shareChart(caption: string, head: string, shares: readonly Share[]): Html {
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  let x = 0;
  const bars = shares
    .filter(({ value }) => value > 0)
    .map(({ value, tone }) => {
      const wide = (value / Math.max(total, 1)) * width;
      const bar = html`<rect class="fill-${tone}" x="${x.toFixed(1)}" y="0" width="${Math.max(wide - 1, 1).toFixed(1)}" height="18"/>`;
      x += wide;
      return bar;
    });
  const legend = shares.map(
    ({ name, value, tone }, at) =>
      html`<rect class="fill-${tone}" x="0" y="${30 + at * 20}" width="10" height="10" rx="2"/><text x="18" y="${39 + at * 20}">${name}</text><text x="${width}" y="${39 + at * 20}" text-anchor="end">${count(value)}</text>`,
  );
  const height = 28 + shares.length * 20;
  const said = `${caption}: ${shares.map(({ name, value }) => `${name} ${count(value)}`).join(', ')}`;
  return pictured(
    caption,
    head,
    shares,
    html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${said}"><rect class="fill-line" x="0" y="0" width="${width}" height="18" rx="3"/>${bars}${legend}</svg>`,
  );
}

/** A bar for each of them, the longest across the whole picture. */
export function barChart(caption: string, head: string, shares: readonly Share[]): Html {
  const most = Math.max(1, ...shares.map(({ value }) => value));
  const rows = shares.map(
    ({ name, value, tone }, at) =>
      html`<text x="0" y="${12 + at * 34}">${name}</text><text x="${width}" y="${12 + at * 34}" text-anchor="end">${count(value)}</text><rect class="fill-line" x="0" y="${17 + at * 34}" width="${width}" height="8" rx="4"/><rect class="fill-${tone}" x="0" y="${17 + at * 34}" width="${((value / most) * width).toFixed(1)}" height="8" rx="4"/>`,
  );
  const height = Math.max(shares.length * 34, 1);
  const said = `${caption}: ${shares.map(({ name, value }) => `${name} ${count(value)}`).join(', ')}`;
  return pictured(
    caption,
    head,
    shares,
    html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${said}">${rows}</svg>`,
  );
}

/** Counts over time, the oldest first, as columns. @param steps each with what it says below the axis, empty for nothing */
export function timeChart(
  caption: string,
  head: string,
  steps: readonly { readonly name: string; readonly value: number; readonly label: string }[],
): Html {
  const most = Math.max(1, ...steps.map(({ value }) => value));
  const wide = width / Math.max(steps.length, 1);
  const columns = steps.map(({ value, label }, at) => {
    const high = (value / most) * 90;
    return html`<rect class="fill-accent" x="${(at * wide + 1).toFixed(1)}" y="${(100 - high).toFixed(1)}" width="${Math.max(wide - 2, 1).toFixed(1)}" height="${high.toFixed(1)}"/>${label === '' ? '' : html`<text class="soft" x="${(at * wide + wide / 2).toFixed(1)}" y="116" text-anchor="middle">${label}</text>`}`;
  });
  const total = steps.reduce((sum, { value }) => sum + value, 0);
  return pictured(
    caption,
    head,
    steps.map(({ name, value }) => ({ name, value, tone: 'accent' })),
    html`<svg viewBox="0 0 ${width} 122" width="${width}" height="122" role="img" aria-label="${caption}: ${count(total)} in all, ${count(most)} at most in one step"><rect class="fill-line" x="0" y="100" width="${width}" height="1"/>${columns}</svg>`,
  );
}
