import { html } from 'hono/html';
import type { EntraRefusal } from '../refusal.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/** The page that asks for the password. */
export function passwordPage(flow: SignInFlow, problem?: EntraRefusal): Response {
  const fields = html`
    <label for="account">Account</label>
    <input id="account" class="account" type="text" value="${flow.signInName ?? ''}" autocomplete="username" readonly />
    <label for="passwd">Password</label>
    <input id="passwd" name="passwd" type="password" autocomplete="current-password" required autofocus />`;
  return answerStepForm({ title: 'Enter password', flow, action: 'login/password', fields, problem });
}
