import { html } from 'hono/html';
import { answerPage } from './layout.ts';

/** The page that a sign-out ends on where no application is to be gone back to. */
export function signedOutPage(): Response {
  const body = html`
    <h1>You signed out of your account</h1>
    <p>It is a good idea to close all browser windows.</p>`;
  return answerPage({ title: 'Signed out', body });
}
