import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import { card, facts, table } from '../frame/pieces.ts';
import { count, when, words } from '../frame/text.ts';
import type { Sheet } from '../place.ts';

type TakenBack = AnswerOf<'revokeGrant'>;

const tokensShown = 50;

/** What was taken back, and the truth about what is left. */
export function takenBackSheet(title: string, back: TakenBack, to: string): Sheet {
  const { inForceAt, tokens, left } = back;
  return {
    title,
    section: 'partners',
    trail: [{ title: 'Partners', path: '/partners' }],
    content: html`${card('Done', facts([['In force everywhere from', when(inForceAt)]]))}
${
  left.length === 0
    ? ''
    : card(
        'What is left',
        table(
          'What is left, and who sees to it',
          [
            { head: 'What', cell: ({ text }) => words(text, 500) },
            { head: 'Who', cell: ({ actor }) => actor },
            { head: 'Until', cell: ({ until }) => (until === undefined ? '–' : when(until)) },
            {
              head: 'How',
              cell: ({ command }) =>
                command === undefined ? '–' : html`<code>${words(command, 300)}</code>`,
            },
          ],
          left,
          '',
        ),
      )
}
${
  tokens.length === 0
    ? ''
    : card(
        'Access tokens that are still valid',
        html`<p>Nobody can take these back: they end by themselves.</p>${table(
          'Access tokens that were handed out',
          [
            { head: 'Caller', cell: ({ callerName, caller }) => words(callerName ?? caller, 60) },
            { head: 'API', cell: ({ resource }) => words(resource, 80) },
            { head: 'Tenant', cell: ({ tenant }) => html`<code>${tenant}</code>` },
            { head: 'Times', cell: ({ handedOut }) => count(handedOut), isNumber: true },
            { head: 'Valid until', cell: ({ expiresAt }) => when(expiresAt) },
          ],
          tokens.slice(0, tokensShown),
          '',
        )}${tokens.length > tokensShown ? html`<p class="small">and ${count(tokens.length - tokensShown)} more.</p>` : ''}`,
      )
}
<p><a class="button" href="/dashboard${to}">Go on</a></p>`,
  };
}
