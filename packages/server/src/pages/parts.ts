import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';

/** A bullet list of sentences. */
export function list(items: readonly (string | Html)[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** A name of Microsoft's, or an id: nothing that is translated, and English to a voice that reads it out. */
export function name(text: string): Html {
  return html`<span lang="en" translate="no"><code>${text}</code></span>`;
}

/** Facts by their names; what is undefined is not shown. */
export function facts(rows: readonly (readonly [string | Html, string | Html | undefined])[]): Html {
  const shown = rows.filter(([, value]) => value !== undefined);
  return html`<dl>${shown.map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The button of a page: a form that goes to a path on this host, and on in the same language. */
export function button(language: string, path: string, words: string): Html {
  return html`<form method="post" action="${path}?language=${language}"><button>${words}</button></form>`;
}
