import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { type InvitationPageInput, list } from './invitation-page.ts';
import { layout } from './layout.ts';
import type { AccountTestWords } from './words/account-test-words.ts';

/** What a person reads before a test of their account: what is looked at, and that nothing of the sign-in is kept. */
export function testInvitationPage(words: AccountTestWords, input: InvitationPageInput): Html {
  const { invitation, application, cloud } = input;
  return layout(
    words,
    words.title,
    html`<h1>${words.title}</h1>
<p>${words.intro}</p>
${cloud.builtIn ? '' : html`<p class="note">${words.cloudNotBuiltIn(cloud.name)}</p>`}
<dl>
<dt>${words.application}</dt><dd>${application.name}</dd>
<dt>${words.tenant}</dt><dd><code>${invitation.partner}</code></dd>
${invitation.account === undefined ? '' : html`<dt>${words.account}</dt><dd>${invitation.account}</dd>`}
<dt>${words.signInAt}</dt><dd><code>${new URL(cloud.loginBaseUrl).host}</code></dd>
<dt>${words.expires}</dt><dd>${formatInstant(words, invitation.expiresAt)}</dd>
</dl>
<h2>${words.howHeading}</h2>
${list(words.how)}
<h2>${words.keptHeading}</h2>
${list(words.kept)}
<form method="post" action="${input.startPath}"><button>${words.button}</button></form>`,
  );
}
