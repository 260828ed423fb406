import type { SealedGrant } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { list } from './invitation-page.ts';
import { layout } from './layout.ts';
import type { Words } from './words/words.ts';

export interface WithdrawalPageInput {
  readonly grant: SealedGrant;
  readonly application: { readonly id: string; readonly name: string };
  /** Where the button's form goes: a path on this host. */
  readonly path: string;
}

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
  return layout(
    words,
    title,
    html`<h1>${title}</h1>
<p>${grant.state === 'revoked' ? w.introRevoked(application.name) : w.intro(application.name)}</p>
${describeGrant(words, grant, application)}
<h2>${w.whatHappensHeading}</h2>
${list(w.whatHappens)}
<form method="post" action="${path}"><button>${w.button}</button></form>`,
  );
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
  return layout(
    words,
    w.doneTitle,
    html`<p class="mark good" role="status">${w.doneTitle}</p>
<h1>${hasAnother ? w.doneOfThis : w.done(application.name)}</h1>
${describeGrant(words, grant, application)}
<h2>${w.secretHeading}</h2>
${list(left)}
<h2>${w.yoursHeading}</h2>
<p>${w.sessions} <a href="${links.revokeSessions}">${w.sessionsLink}</a></p>
<p>${w.consent} <a href="${links.removeApplication}">${w.consentLink}</a></p>`,
  );
}

function describeGrant(
  words: Words,
  grant: SealedGrant,
  application: WithdrawalPageInput['application'],
): Html {
  const w = words.connected;
  return html`<dl>
<dt>${words.invitation.application}</dt><dd>${application.name}</dd>
<dt>${w.account}</dt><dd>${grant.displayName ?? ''} ${grant.username === undefined ? '' : html`<code>${grant.username}</code>`}</dd>
<dt>${w.tenant}</dt><dd><code>${grant.partner}</code></dd>
<dt>${w.when}</dt><dd>${formatInstant(words, grant.consentedAt)}</dd>
<dt>${w.grant}</dt><dd><code>${grant.id}</code></dd>
</dl>`;
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
