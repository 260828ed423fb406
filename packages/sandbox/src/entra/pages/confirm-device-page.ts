import { html } from 'hono/html';
import type { SignInFlow, SignedIn } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/** The page that names the application on the device, and asks whether it was this person who began. */
export function confirmDevicePage(flow: SignInFlow, { user }: SignedIn): Response {
  const { displayName, clientId } = flow.purpose.request.application;
  const fields = html`
    <p>${user.userPrincipalName}</p>
    <p><strong>${displayName}</strong> (${clientId}) on another device will be signed in with this account.</p>
    <p>Continue only if you started this yourself, on a device and with an app that you trust.</p>`;
  const buttons = html`
    <button type="submit" name="confirm" value="cancel">Cancel</button>
    <button class="main" type="submit" name="confirm" value="continue">Continue</button>`;
  const title = `Are you trying to sign in to ${displayName}?`;
  return answerStepForm({ title, flow, action: 'device', fields, buttons });
}
