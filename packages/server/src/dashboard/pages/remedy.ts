import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { words } from '../frame/text.ts';

/** What somebody does next, with its commands and settings told from the words around them. */
export function remedy(text: string): Html {
  return html`${words(text, 1000)
    .split('`')
    .map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : piece))}`;
}
