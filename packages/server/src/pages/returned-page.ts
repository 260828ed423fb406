import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { layout } from './layout.ts';
import type { Words } from './words/words.ts';

/** What an administrator reads who comes back from a consent link. It claims nothing: anybody can open this address. */
export function returnedPage(words: Words, input: { readonly applicationName: string }): Html {
  const w = words.returned;
  const content = html`<p class="mark" role="status">${w.mark}</p>
<h1>${w.intro(input.applicationName)}</h1>
<p>${w.next}</p>`;
  // Without it, the address means the answer to an invitation.
  return layout(words, { title: w.title, content, again: 'admin_consent=True&' });
}
