import type { SealedGrant } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { list } from './invitation-page.ts';
import { layout } from './layout.ts';
import type { Words } from './words/words.ts';

export interface ConnectedPageInput {
  readonly grant: SealedGrant;
  /** The account may do everything in the partner’s tenant. */
  readonly isGlobalAdministrator: boolean;
  readonly partnerName: string;
  readonly applicationName: string;
  /** The person’s own way to take it back. */
  readonly withdrawUrl: string | undefined;
}

/** What a person reads after consent: what was proven, what was stored and what was not. */
export function connectedPage(
  words: Words,
  { grant, isGlobalAdministrator, partnerName, applicationName, withdrawUrl }: ConnectedPageInput,
): Html {
  const w = words.connected;
  const mfa = grant.mfa === 'confirmed' ? w.mfaConfirmed(grant.amr.join(', ')) : w.mfaOverridden;
  return layout(
    words,
    w.title,
    html`<p class="mark good" role="status">${w.mark}</p>
<h1>${w.intro(applicationName, partnerName)}</h1>
${isGlobalAdministrator ? html`<div class="note" role="alert"><h2>${w.globalAdministratorHeading}</h2><p>${w.globalAdministrator}</p></div>` : ''}
<h2>${w.evidenceHeading}</h2>
<dl>
<dt>${w.account}</dt><dd>${grant.displayName ?? ''} ${grant.username === undefined ? '' : html`<code>${grant.username}</code>`}</dd>
<dt>${w.organisation}</dt><dd>${partnerName}</dd>
<dt>${w.tenant}</dt><dd><code>${grant.partner}</code></dd>
<dt>${w.mfa}</dt><dd>${mfa}</dd>
<dt>${w.when}</dt><dd>${formatInstant(words, grant.consentedAt)}</dd>
<dt>${w.grant}</dt><dd><code>${grant.id}</code></dd>
</dl>
<h2>${w.storedHeading}</h2>
${list(w.stored)}
<h2>${w.notStoredHeading}</h2>
${list(w.notStored)}
<h2>${words.invitation.takeBackHeading}</h2>
${withdrawUrl === undefined ? '' : html`<p>${words.withdrawal.keepLink}</p><p><a href="${withdrawUrl}"><code>${withdrawUrl}</code></a></p>`}
<p>${words.invitation.takeBack}</p>
<p class="small">${w.done}</p>`,
  );
}
