import { html } from 'hono/html';
import { facts, notice } from '../frame/pieces.ts';
import { when, words } from '../frame/text.ts';
import type { Sheet } from '../place.ts';

/** A key that was just made. It is on this page and on no other, in no address and in no store. */
export function keySheet(
  { id, name }: { readonly id: string; readonly name: string },
  key: string,
  expiresAt: string | undefined,
): Sheet {
  return {
    title: `The key of ${words(name)}`,
    section: 'callers',
    trail: [{ title: 'Callers', path: '/callers' }],
    content: html`${notice(html`<p><strong>Copy it now: it is not shown again.</strong> Put it into a file or a vault that only the program can read.</p>`, 'warn')}
<section class="card"><h2>Key</h2><pre tabindex="0"><code>${key}</code></pre>
${facts([
  ['It works until', expiresAt === undefined ? 'it is removed' : when(expiresAt)],
  [
    'How it is sent',
    html`<code>Authorization: Bearer</code>, or <code>CONSENTRY_KEY_FILE</code> for the command`,
  ],
])}
<p class="acts"><a class="button" href="/dashboard/callers/${id}">I have it: to the caller</a></p></section>`,
  };
}
