import type { AccountTest, TestedSignIn } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { layout } from './layout.ts';
import type { AccountTestWords } from './words/account-test-words.ts';

export interface TestedPageInput {
  readonly test: AccountTest;
  readonly signIn: Pick<TestedSignIn, 'tenant' | 'subject' | 'username'>;
  readonly testedAt: number;
}

/** What a person reads whose sign-in was looked at: whether it carried MFA, and if not, why and what to do. */
export function testedPage(words: AccountTestWords, { test, signIn, testedAt }: TestedPageInput): Html {
  const { explanation, remedy } = words.reasons[test.reason];
  const result = words.results[test.result];
  const isGood = test.result === 'pass';
  return layout(
    words,
    result.title,
    html`<p class="mark ${isGood ? 'good' : 'bad'}" role="status">${result.mark}</p>
<h1>${result.title}</h1>
<p>${explanation}</p>
${isGood ? '' : html`<h2>${words.whatToDo}</h2><p>${remedy}</p>`}
<dl>
${signIn.username === undefined ? '' : html`<dt>${words.account}</dt><dd><code>${signIn.username}</code></dd>`}
<dt>${words.accountId}</dt><dd><code>${signIn.subject}</code></dd>
<dt>${words.tenant}</dt><dd><code>${signIn.tenant}</code></dd>
<dt>${words.methods}</dt><dd>${test.amr === undefined ? words.noMethods : html`<code>${test.amr.join(', ')}</code>`}</dd>
<dt>Test-PartnerSecurityRequirement</dt><dd><code>${test.cmdlet}</code></dd>
<dt>${words.when}</dt><dd>${formatInstant(words, testedAt)}</dd>
</dl>
<p class="small">${words.done}</p>`,
  );
}
