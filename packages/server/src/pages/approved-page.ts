import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { layout } from './layout.ts';
import type { Words } from './words/words.ts';

/** What an administrator reads after approving the application. */
export function approvedPage(
  words: Words,
  input: { readonly applicationName: string; readonly partnerName: string },
): Html {
  const w = words.approved;
  const content = html`<p class="mark good" role="status">${w.mark}</p>
<h1>${w.intro(input.applicationName, input.partnerName)}</h1>
<p>${w.notStored}</p>
<p>${w.next}</p>
<h2>${words.invitation.takeBackHeading}</h2>
<p>${words.customer.takeBack}</p>`;
  return layout(words, { title: w.title, content });
}
