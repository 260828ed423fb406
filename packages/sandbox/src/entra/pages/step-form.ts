import { html } from 'hono/html';
import { policySource } from '../platforms.ts';
import type { EntraRefusal } from '../refusal.ts';
import type { SignInFlow } from '../sign-in/sign-in-flow.ts';
import { answerPage } from './layout.ts';
import type { Markup } from './layout.ts';

/** One step of the sign-in as a form that works without script. */
export interface StepForm {
  title: string;
  flow: SignInFlow;
  /** The last segments of the path that takes the form. */
  action:
    | 'login'
    | 'login/account'
    | 'login/password'
    | 'login/code'
    | 'login/challenge'
    | 'consent'
    | 'device';
  fields: Markup;
  /** The buttons; a single Next button unless told otherwise. */
  buttons?: Markup;
  problem?: EntraRefusal | undefined;
}

export function answerStepForm({ title, flow, action, fields, buttons, problem }: StepForm): Response {
  const { request } = flow.purpose;
  const body = html`
    <h1>${title}</h1>
    ${problem === undefined ? '' : html`<p class="problem" role="alert" id="problem">${problem.message}</p>`}
    <form method="post" action="/${request.segment.segment}/${action}">
      <input type="hidden" name="ctx" value="${flow.id}" />
      ${fields}
      <div class="actions">${buttons ?? html`<button class="main" type="submit">Next</button>`}</div>
    </form>`;
  // A browser applies form-action to redirects too, and the last form may be answered by one.
  const formOrigins = 'redirectUri' in request ? [policySource(request.redirectUri)] : [];
  return answerPage({ title, body, formOrigins });
}
