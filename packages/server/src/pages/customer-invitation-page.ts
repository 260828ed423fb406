import type { ApiPermissions, InvitedCustomer } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { cloudNote, type InvitationPageInput } from './invitation-page.ts';
import { layout } from './layout.ts';
import { button, facts, list, name } from './parts.ts';
import { permissionsByApi } from './permission-list.ts';
import type { Words } from './words/words.ts';

/** As {@link InvitationPageInput}; no refresh token is kept of a customer. */
export interface CustomerInvitationPageInput extends Omit<InvitationPageInput, 'vault'> {
  readonly customer: InvitedCustomer;
  readonly wanted: readonly ApiPermissions[];
}

/** What an administrator of a customer reads before pressing the button: who works for them with what, and what it may do. */
export function customerInvitationPage(words: Words, input: CustomerInvitationPageInput): Html {
  const { invitation, application, cloud, customer, wanted } = input;
  const w = words.customer;
  const common = words.invitation;
  const { partner, partnerName = partner } = invitation;
  const isKnown = customer.tenant !== undefined;
  const title = w.title(application.name);
  const content = html`<h1>${title}</h1>
<p class="lead">${w.intro(application.name, partnerName, customer.name ?? w.yourOrganisation)}</p>
${cloudNote(words, cloud)}
<h2>${common.whoAsksHeading}</h2>
${facts([
  [common.application, application.name],
  [common.applicationId, name(application.id)],
  [w.usedBy, partnerName],
  [w.usedByTenant, name(partner)],
  [w.organisation, customer.name ?? (isKnown ? w.yourOrganisation : w.whoeverSignsIn)],
  [common.tenant, customer.tenant && name(customer.tenant)],
  [common.signInAt, name(new URL(cloud.loginBaseUrl).host)],
  [common.expires, formatInstant(words, invitation.expiresAt)],
])}
<h2>${common.permissionsHeading}</h2>
<p>${w.permissionsIntro}</p>
${permissionsByApi(words, wanted)}
<div class="note"><p>${w.microsoftCounts}</p></div>
<h2>${w.nextHeading}</h2>
<ol>${(isKnown ? w.steps : w.stepsUnknown).map((step) => html`<li>${step}</li>`)}</ol>
<h2>${common.whoHeading}</h2>
<p>${w.who}</p>
<div class="note"><h2>${common.mfaHeading}</h2><p>${w.mfa}</p></div>
<h2>${common.keptHeading}</h2>
${list(isKnown ? w.kept : w.keptUnknown)}
<h2>${common.takeBackHeading}</h2>
<p>${w.takeBack}</p>
${button(words.language, input.startPath, w.button)}`;
  return layout(words, { title, content, again: '' });
}
