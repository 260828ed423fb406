import type { SealedGrant } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { accountOf } from './connected-page.ts';
import { formatInstant } from './format-instant.ts';
import { layout } from './layout.ts';
import { button, facts, list, name } from './parts.ts';
import type { Words } from './words/words.ts';

/** The grant that may be taken back. */
export interface WithdrawalPageInput {
  readonly grant: SealedGrant;
  readonly application: { readonly id: string; readonly name: string };
  /** Where the button's form goes: a path on this host. */
  readonly path: string;
}

/** The grant that was taken back, and what is left of it. */
export interface WithdrawnPageInput extends Omit<WithdrawalPageInput, 'path'> {
  /** Until when access tokens that were handed out are valid, epoch milliseconds. Undefined when there are none. */
  readonly tokensUntil: number | undefined;
  /** False where not every record was looked at: there may be others. */
  readonly isComplete: boolean;
  /** True where the account gave another grant since. */
  readonly hasAnother: boolean;
}

/** Where an administrator of the partner ends what only Microsoft can end (2026-11). */
const links = {
  removeApplication: 'https://learn.microsoft.com/entra/identity/enterprise-apps/delete-application-portal',
  revokeSessions: 'https://learn.microsoft.com/entra/identity/users/users-revoke-access',
};

/** What a person reads before taking a grant back. */
export function withdrawalPage(words: Words, { grant, application, path }: WithdrawalPageInput): Html {
  const w = words.withdrawal;
  const title = w.title(application.name);
  const content = html`<h1>${title}</h1>
<p class="lead">${grant.state === 'revoked' ? w.introRevoked(application.name) : w.intro(application.name)}</p>
${describeGrant(words, grant, application)}
<h2>${w.whatHappensHeading}</h2>
${list(w.whatHappens)}
${button(words.language, path, w.button)}`;
  return layout(words, { title, content, again: '' });
}

/** What is gone and what is not: nothing that was not done is claimed. */
export function withdrawnPage(
  words: Words,
  { grant, application, tokensUntil, isComplete, hasAnother }: WithdrawnPageInput,
): Html {
  const w = words.withdrawal;
  const left = [
    ...(tokensUntil === undefined ? [] : [w.tokensUntil(formatInstant(words, tokensUntil))]),
    ...(isComplete ? [] : [w.tokensUnknown]),
    ...describeSecret(words, grant),
    ...(hasAnother ? [w.another] : []),
  ];
  const content = html`<p class="mark good" role="status">${w.doneTitle}</p>
<h1>${hasAnother ? w.doneOfThis : w.done(application.name)}</h1>
${describeGrant(words, grant, application)}
<h2>${w.secretHeading}</h2>
${list(left)}
<h2>${w.yoursHeading}</h2>
<p>${w.sessions} <a href="${links.revokeSessions}">${w.sessionsLink}</a></p>
<p>${w.consent} <a href="${links.removeApplication}">${w.consentLink}</a></p>`;
  // Whichever way it was come to, the address shows it again.
  return layout(words, { title: w.doneTitle, content, again: '' });
}

function describeGrant(
  words: Words,
  grant: SealedGrant,
  application: WithdrawalPageInput['application'],
): Html {
  const w = words.connected;
  return facts([
    [words.invitation.application, application.name],
    [w.account, accountOf(grant)],
    [w.tenant, name(grant.partner)],
    [w.when, formatInstant(words, grant.consentedAt)],
    [w.grant, name(grant.id)],
  ]);
}

function describeSecret(words: Words, { purged }: SealedGrant): readonly string[] {
  const w = words.withdrawal;
  switch (purged?.outcome) {
    case 'destroyed':
      return [w.destroyed];
    case 'recoverable':
      return [
        w.recoverable(
          purged.recoverableUntil === undefined ? '' : formatInstant(words, purged.recoverableUntil),
        ),
      ];
    case 'disabled':
      return [w.disabled];
    case 'unfinished':
    case undefined:
      return [w.unfinished];
  }
}
