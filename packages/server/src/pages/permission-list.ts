import type { ApiPermissions } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import type { Words } from './words/words.ts';

/** Permissions by API, those of the application itself apart from those in the name of an account. */
export function permissionList(words: Words, permissions: readonly ApiPermissions[]): Html {
  const w = words.customer;
  const lines = permissions.flatMap(({ resource, application, delegated }) => [
    ...(application.length === 0 ? [] : [{ what: w.byItself(nameOf(words, resource)), names: application }]),
    ...(delegated.length === 0 ? [] : [{ what: w.byAccount(nameOf(words, resource)), names: delegated }]),
  ]);
  return html`<ul>${lines.map(
    ({ what, names }) =>
      html`<li>${what}: ${names.map((name, index) => html`${index === 0 ? '' : ', '}<code>${name}</code>`)}</li>`,
  )}</ul>`;
}

/** What people know an API as. */
function nameOf({ customer: { apis } }: Words, resource: string): string {
  return Object.hasOwn(apis, resource) ? (apis[resource] ?? resource) : resource;
}
