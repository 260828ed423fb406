import type { ApiPermissions } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { findKnownPermission } from './known-permissions.ts';
import { name } from './parts.ts';
import type { Words } from './words/words.ts';

/** Permissions by API, those of the application itself apart from those in the name of an account. */
export function permissionsByApi(words: Words, permissions: readonly ApiPermissions[]): Html {
  const w = words.customer;
  const groups = permissions.flatMap(({ resource, application, delegated }) => [
    ...(application.length === 0
      ? []
      : [{ resource, what: w.byItself(nameOf(words, resource)), names: application }]),
    ...(delegated.length === 0
      ? []
      : [{ resource, what: w.byAccount(nameOf(words, resource)), names: delegated }]),
  ]);
  return html`${groups.map(
    ({ resource, what, names }) => html`<h3>${what}</h3>${permissionList(words, resource, names)}`,
  )}`;
}

/** Each permission in plain words, with the name that Microsoft’s own page shows; one that is not known by its name alone. */
export function permissionList(
  words: Words,
  api: string,
  names: readonly string[],
  also: readonly string[] = [],
): Html {
  const items = names.map((permission) => {
    const known = findKnownPermission(api, permission);
    return known === undefined
      ? html`<li>${name(permission)}</li>`
      : html`<li><span>${words.permissions[known]}</span> ${name(permission)}</li>`;
  });
  return html`<ul class="permissions">${items}${also.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** What people know an API as. */
function nameOf({ customer: { apis } }: Words, resource: string): string {
  return Object.hasOwn(apis, resource) ? (apis[resource] ?? resource) : resource;
}
