import { html } from 'hono/html';
import { EntraRefusal } from '../refusal.ts';
import type { SignInFlow, SignedIn } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/** The page that stops a user whose consent would not be enough. The only way on is back to the application. */
export function needAdministratorPage(flow: SignInFlow, { user, tenant }: SignedIn): Response {
  const { displayName } = flow.purpose.request.application;
  const fields = html`
    <p>${user.userPrincipalName}</p>
    <p>${displayName} needs permission that only an administrator can grant. Ask an administrator first.</p>`;
  const buttons = html`<button type="submit" name="decision" value="cancel">Return to the application without consent</button>`;
  const problem = new EntraRefusal(90094, { tenantName: tenant.name, displayName });
  return answerStepForm({ title: 'Need admin approval', flow, action: 'consent', fields, buttons, problem });
}
