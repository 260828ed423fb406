import { html } from 'hono/html';
import type { EntraRefusal } from '../refusal.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/** The page that asks for the e-mail address. */
export function loginPage(flow: SignInFlow, problem?: EntraRefusal): Response {
  const { purpose } = flow;
  const hint = purpose.kind === 'authorize' ? (purpose.request.loginHint ?? '') : '';
  const fields = html`
    <p>to continue to ${purpose.request.application.displayName}</p>
    <label for="login">E-mail address</label>
    <input id="login" name="login" type="text" inputmode="email" autocomplete="username" autocapitalize="none"
      value="${hint}" required autofocus />`;
  return answerStepForm({ title: 'Sign in', flow, action: 'login', fields, problem });
}
