import { html, raw } from 'hono/html';
import type { Html } from '../../http/answer.ts';

/** A choice of a list that is searched. */
export interface Choice {
  readonly value: string;
  readonly name: string;
}

/** What is searched by: a text, one choice of several, and boxes. */
export interface SearchOf {
  /** Below the dashboard. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the text is compared with, for the label. */
  readonly by: string;
  readonly choice?: { readonly name: string; readonly label: string; readonly choices: readonly Choice[] };
  readonly boxes?: readonly Choice[];
}

/** Longer ones are no name: the API refuses them. */
const longest = 120;

/** A form that searches a list. It is sent by GET, so that what was found has an address. */
export function searchForm({ path, query, by, choice, boxes = [] }: SearchOf): Html {
  return html`<form class="bar" method="get" action="/dashboard${path}" role="search">
<div><label for="begins">${by} begins with</label><input type="search" id="begins" name="begins" maxlength="${longest}" autocomplete="off" value="${query.get('begins') ?? ''}"></div>
${
  choice === undefined
    ? ''
    : html`<div><label for="${choice.name}">${choice.label}</label><select id="${choice.name}" name="${choice.name}"><option value="">All</option>${choice.choices.map(
        ({ value, name }) =>
          html`<option value="${value}"${query.get(choice.name) === value ? raw(' selected') : ''}>${name}</option>`,
      )}</select></div>`
}
${boxes.map(
  ({ value, name }) =>
    html`<label class="choice"><input type="checkbox" name="${value}" value="true"${query.get(value) === 'true' ? raw(' checked') : ''}>${name}</label>`,
)}
<button>Search</button>
${isSearched(query) ? html`<a class="button quiet" href="/dashboard${path}">Show all</a>` : ''}
</form>`;
}

/** True where something is searched for, so that an empty list does not mean that there is nothing. */
export function isSearched(query: URLSearchParams): boolean {
  return [...query].some(([name, value]) => value !== '' && name !== 'after' && name !== 'done');
}

/** A value of a query, undefined where it is empty. */
export function asked(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name)?.trim();
  return value === '' ? undefined : value;
}

/** As many rows as a page shows. */
export const rowsShown = 50;
