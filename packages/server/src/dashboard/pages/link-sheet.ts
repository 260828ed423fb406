import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import { card, facts, notice } from '../frame/pieces.ts';
import { when } from '../frame/text.ts';
import type { Sheet } from '../place.ts';

/** A link that was just made. It is shown here, and nowhere again: only its digest is kept. @param to where to go on */
export function linkSheet(
  { url, kind, partner, expiresAt, id }: AnswerOf<'createInvitation'>,
  to: string,
): Sheet {
  return {
    title: 'The link to send',
    section: 'invitations',
    trail: [{ title: 'Invitations', path: '/invitations' }],
    content: html`${notice(html`<p><strong>Copy it now:</strong> it is not shown again. Whoever opens it still has to sign in, with MFA, at the tenant that it names.</p>`, 'warn')}
${card(
  kindTitles[kind],
  html`<p><label for="link">Link</label><input class="mono" id="link" readonly value="${url}" size="80"></p>
${facts([
  ['Partner', html`<code>${partner}</code>`],
  ['Works until', when(expiresAt)],
  ['Id', html`<code>${id}</code>`],
])}
<p class="acts"><a class="button" href="/dashboard${to}">I have copied it</a></p>`,
)}`,
  };
}

const kindTitles = {
  connect: 'For the account that gives the grant',
  approve: 'For an administrator of the partner',
  customer: 'For an administrator of the customer',
} as const;
