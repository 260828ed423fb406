import { html } from 'hono/html';
import { policySource } from '../platforms.ts';
import { answerPage } from './layout.ts';

/** The page that posts an answer to the application. Script presses the button; without script a person does. */
export function formPostPage(redirectUri: string, fields: Record<string, string>): Response {
  const body = html`
    <h1>Working...</h1>
    <form method="post" action="${redirectUri}">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <p>If nothing happens, press the button.</p>
      <div class="actions"><button class="main" type="submit">Continue</button></div>
    </form>`;
  const formOrigins = [policySource(redirectUri)];
  return answerPage({ title: 'Working', body, formOrigins, script: 'document.forms[0].submit();' });
}
