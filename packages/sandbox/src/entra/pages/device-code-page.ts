import { html } from 'hono/html';
import type { EntraRefusal } from '../refusal.ts';
import { answerPage } from './layout.ts';

/** The page where a person enters the code that a device shows. */
export function deviceCodePage(problem?: EntraRefusal): Response {
  const body = html`
    <h1>Enter code to allow access</h1>
    ${problem === undefined ? '' : html`<p class="problem" role="alert" id="problem">${problem.message}</p>`}
    <form method="post" action="/common/oauth2/deviceauth">
      <p>Enter the code that your app or device shows. Do not enter codes that somebody else sent you.</p>
      <label for="user_code">Code</label>
      <input id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters" maxlength="16"
        required autofocus />
      <div class="actions"><button class="main" type="submit">Next</button></div>
    </form>`;
  return answerPage({ title: 'Enter code', body });
}
