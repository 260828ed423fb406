import { findVaultName, type SealedGrant } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { layout } from './layout.ts';
import { facts, list, name } from './parts.ts';
import type { Words } from './words/words.ts';

/** What the page tells of. */
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
  const vault = findVaultName(grant.secret);
  const content = html`<p class="mark good" role="status">${w.mark}</p>
<h1>${w.intro(applicationName, partnerName)}</h1>
${isGlobalAdministrator ? html`<div class="note warn" role="alert"><h2>${w.globalAdministratorHeading}</h2><p>${w.globalAdministrator}</p></div>` : ''}
<h2>${w.evidenceHeading}</h2>
${facts([
  [w.account, accountOf(grant)],
  [w.organisation, partnerName],
  [w.tenant, name(grant.partner)],
  [w.mfa, mfa],
  [w.when, formatInstant(words, grant.consentedAt)],
  [w.grant, name(grant.id)],
])}
<h2>${w.storedHeading}</h2>
${list([...(vault === undefined ? [] : [w.storedIn[vault]]), ...w.stored])}
<h2>${w.notStoredHeading}</h2>
${list(w.notStored)}
<h2>${words.invitation.takeBackHeading}</h2>
${withdrawUrl === undefined ? '' : html`<p>${words.withdrawal.keepLink}</p><p class="keep"><a href="${withdrawUrl}">${name(withdrawUrl)}</a></p>`}
<p>${words.invitation.takeBack}</p>
<p class="small">${w.done}</p>`;
  return layout(words, { title: w.title, content });
}

/** Whose grant it is, as the identity provider named them; undefined where it did not. */
export function accountOf({ displayName, username }: SealedGrant): Html | undefined {
  if (displayName === undefined && username === undefined) return undefined;
  return html`${displayName ?? ''} ${username === undefined ? '' : name(username)}`;
}
