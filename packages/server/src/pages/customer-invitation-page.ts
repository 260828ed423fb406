import type { ApiPermissions, InvitedCustomer } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { type InvitationPageInput, list } from './invitation-page.ts';
import { layout } from './layout.ts';
import { permissionList } from './permission-list.ts';
import type { Words } from './words/words.ts';

export interface CustomerInvitationPageInput extends InvitationPageInput {
  readonly customer: InvitedCustomer;
  readonly wanted: readonly ApiPermissions[];
}

/** What an administrator of a customer reads before pressing the button: who works for them with what, and what it may do. */
export function customerInvitationPage(words: Words, input: CustomerInvitationPageInput): Html {
  const { invitation, application, cloud, customer, wanted } = input;
  const w = words.customer;
  const common = words.invitation;
  const { partner, partnerName = partner } = invitation;
  const title = w.title(application.name);
  return layout(
    words,
    title,
    html`<h1>${title}</h1>
<p>${w.intro(application.name, partnerName, customer.name ?? w.yourOrganisation)}</p>
${cloud.builtIn ? '' : html`<p class="note">${common.cloudNotBuiltIn(cloud.name)}</p>`}
<dl>
<dt>${common.application}</dt><dd>${application.name}</dd>
<dt>${common.applicationId}</dt><dd><code>${application.id}</code></dd>
<dt>${w.usedBy}</dt><dd>${partnerName}</dd>
<dt>${w.usedByTenant}</dt><dd><code>${partner}</code></dd>
<dt>${w.organisation}</dt><dd>${customer.name ?? (customer.tenant === undefined ? w.whoeverSignsIn : w.yourOrganisation)}</dd>
${customer.tenant === undefined ? '' : html`<dt>${common.tenant}</dt><dd><code>${customer.tenant}</code></dd>`}
<dt>${common.signInAt}</dt><dd><code>${new URL(cloud.loginBaseUrl).host}</code></dd>
<dt>${common.expires}</dt><dd>${formatInstant(words, invitation.expiresAt)}</dd>
</dl>
<h2>${common.permissionsHeading}</h2>
<p>${w.permissionsIntro}</p>
${permissionList(words, wanted)}
<div class="note"><p>${w.microsoftCounts}</p></div>
<h2>${w.nextHeading}</h2>
<ol>${(customer.tenant === undefined ? w.stepsUnknown : w.steps).map((step) => html`<li>${step}</li>`)}</ol>
<h2>${common.whoHeading}</h2>
<p>${w.who}</p>
<h2>${common.keptHeading}</h2>
${list(customer.tenant === undefined ? w.keptUnknown : w.kept)}
<h2>${common.takeBackHeading}</h2>
<p>${w.takeBack}</p>
<form method="post" action="${input.startPath}"><button>${w.button}</button></form>`,
  );
}
