import { html } from 'hono/html';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/** The page of an external challenge (a custom control). Whoever presses the button passes it. */
export function challengePage(flow: SignInFlow): Response {
  const fields = html`
    <p>${flow.signInName ?? ''}</p>
    <p>Your organization asks for an additional check by another provider.</p>
    <input type="hidden" name="challenge" value="passed" />`;
  return answerStepForm({ title: 'Additional check', flow, action: 'login/challenge', fields });
}
