import { html } from 'hono/html';
import type { BrowserAccount } from '../sign-in/browser-session.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/** The page that asks which of the browser's accounts it shall be. */
export function accountPickerPage(flow: SignInFlow, accounts: BrowserAccount[]): Response {
  const fields = html`<p>to continue to ${flow.purpose.request.application.displayName}</p>`;
  const buttons = html`
    ${accounts.map(
      ({ user: { objectId, displayName, userPrincipalName, mail } }) =>
        html`<button class="account" type="submit" name="account" value="${objectId}">
          <strong>${displayName}</strong>
          <span class="address">${mail ?? userPrincipalName}</span>
        </button>`,
    )}
    <button class="account" type="submit" name="account" value="">Use another account</button>`;
  return answerStepForm({ title: 'Pick an account', flow, action: 'login/account', fields, buttons });
}
