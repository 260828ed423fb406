import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { words } from './text.ts';

/** A sentence of ours, in which names stand between backticks, as in a remedy. It may hold words of somebody else. */
export function prose(text: string, most = 600): Html {
  return html`${words(text, most)
    .split('`')
    .map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : piece))}`;
}
