import { html } from 'hono/html';
import type { EntraRefusal } from '../refusal.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/**
 * The page that asks for the one-time code.
 *
 * @param isElsewhere whether it is the organization's own identity provider that asks, or a product of somebody else
 */
export function codePage(flow: SignInFlow, isElsewhere: boolean, problem?: EntraRefusal): Response {
  const fields = html`
    <p>${flow.signInName ?? ''}</p>
    <p>${
      isElsewhere
        ? "Your organization's own identity provider asks for the code that your authenticator app shows."
        : 'Enter the code that your authenticator app shows.'
    }</p>
    <label for="otc">Code</label>
    <input id="otc" name="otc" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="8" required autofocus />`;
  return answerStepForm({ title: 'Enter code', flow, action: 'login/code', fields, problem });
}
