import { html } from 'hono/html';
import { answerPage } from './layout.ts';

/** The page for a path that the login origin does not have. */
export function notFoundPage(): Response {
  const body = html`<h1>There is nothing here.</h1><p class="problem">This path is none of the sandbox's.</p>`;
  return answerPage({ title: 'Not found', body, status: 404 });
}
