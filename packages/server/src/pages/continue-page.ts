import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { layout } from './layout.ts';
import type { Words } from './words/words.ts';

/**
 * Sends the browser on to the identity provider. A page and not a redirect: `form-action` holds for every
 * redirect that follows a form, and the identity provider may send people of a federated tenant on to their
 * own sign-in, at a host that nobody here knows.
 *
 * @see Content Security Policy Level 3, §6.4.1
 */
export function continuePage(words: Words, url: string): Html {
  const w = words.continuing;
  const content = html`<h1>${w.title}</h1>
<p>${w.intro(new URL(url).host)}</p>
<p class="on"><a class="go" href="${url}">${w.link}</a></p>`;
  const head = html`<meta http-equiv="refresh" content="0;url=${url}">`;
  return layout(words, { title: w.title, content, head });
}
