import { type ApiPermissions, missingPermissions } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import type { AdminConsent } from '../stores/admin-consents.ts';
import { formatInstant } from './format-instant.ts';
import { layout } from './layout.ts';
import { facts, name } from './parts.ts';
import { permissionsByApi } from './permission-list.ts';
import type { Words } from './words/words.ts';

/** What the page tells of. What is wanted and not proved is shown as missing. */
export interface CustomerConsentedPageInput {
  readonly consent: AdminConsent;
  readonly wanted: readonly ApiPermissions[];
  readonly applicationName: string;
  readonly partnerName: string;
}

/** What an administrator of a customer reads who came back with a yes: what a token has proved of it, and what not yet. */
export function customerConsentedPage(words: Words, input: CustomerConsentedPageInput): Html {
  const { consent, wanted, applicationName, partnerName } = input;
  const w = words.customer;
  const missing = missingPermissions(wanted, consent.proved);
  const isProved = missing.length === 0;
  const title = isProved ? w.provedTitle : w.waitingTitle;
  const content = html`<p class="mark${isProved ? ' good' : ''}" role="status">${title}</p>
<h1>${isProved ? w.proved(applicationName, partnerName) : w.waiting(applicationName)}</h1>
<p>${isProved ? w.provedDone : w.waitingDone}</p>
${facts([
  [words.invitation.tenant, name(consent.customer)],
  [words.connected.when, formatInstant(words, consent.consentedAt)],
])}
<h2>${isProved ? w.provedHeading : w.missingHeading}</h2>
${permissionsByApi(words, isProved ? wanted : missing)}
<h2>${words.invitation.takeBackHeading}</h2>
<p>${w.takeBack}</p>`;
  return layout(words, { title, content });
}
