import { html } from 'hono/html';
import type { ResourceScopes, World } from '../../world/types.ts';
import { findResourceByUri } from '../../world/world-resources.ts';
import { isForTenant } from '../sign-in/sign-in-flow.ts';
import type { SignInFlow, SignedIn } from '../sign-in/sign-in-flow.ts';
import { answerStepForm } from './step-form.ts';

/** The page where a user consents for themselves, or an administrator for the whole tenant. */
export function consentPage(
  world: World,
  flow: SignInFlow,
  { user, tenant }: SignedIn,
  grants: ResourceScopes[],
): Response {
  const { displayName, clientId } = flow.purpose.request.application;
  const isAdminConsent = isForTenant(flow.purpose);
  const permissions = grants.flatMap(({ resource, scopes }) =>
    scopes.map((scope) => describe(world, resource, scope)),
  );
  const fields = html`
    <p>${user.userPrincipalName}</p>
    <p><strong>${displayName}</strong> (${clientId}) would like to:</p>
    <ul>${permissions.map((permission) => html`<li>${permission}</li>`)}</ul>
    <p>${
      isAdminConsent
        ? `If you accept, the application may do this for all users of ${tenant.name}.`
        : 'If you accept, the application may do this in your name, also when you are not signed in.'
    }</p>`;
  const buttons = html`
    <button type="submit" name="decision" value="cancel">Cancel</button>
    <button class="main" type="submit" name="decision" value="accept">Accept</button>`;
  const title = isAdminConsent ? `Permissions requested for ${tenant.name}` : 'Permissions requested';
  return answerStepForm({ title, flow, action: 'consent', fields, buttons });
}

function describe(world: World, resourceUri: string, scope: string): string {
  const resource = findResourceByUri(world, resourceUri);
  const words = resource?.permissions[scope]?.words ?? scope;
  return `${words} (${resource?.displayName ?? resourceUri}: ${scope})`;
}
