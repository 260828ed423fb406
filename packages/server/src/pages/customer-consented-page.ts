import { type ApiPermissions, missingPermissions } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import type { AdminConsent } from '../stores/admin-consents.ts';
import { layout } from './layout.ts';
import { permissionList } from './permission-list.ts';
import type { Words } from './words/words.ts';

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
  return layout(
    words,
    title,
    html`<p class="mark${isProved ? ' good' : ''}" role="status">${title}</p>
<h1>${isProved ? w.proved(applicationName, partnerName) : w.waiting(applicationName)}</h1>
<p>${isProved ? w.provedDone : w.waitingDone}</p>
<dl><dt>${words.invitation.tenant}</dt><dd><code>${consent.customer}</code></dd></dl>
<h2>${isProved ? w.provedHeading : w.missingHeading}</h2>
${permissionList(words, isProved ? wanted : missing)}`,
  );
}
