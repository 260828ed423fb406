import type { AccountTest, TestedSignIn } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { formatInstant } from './format-instant.ts';
import { layout } from './layout.ts';
import { facts, name } from './parts.ts';
import type { Words } from './words/words.ts';

/** Breaks between its words where there is little room. */
const cmdlet = html`<span lang="en" translate="no">Test-Partner<wbr>Security<wbr>Requirement</span>`;

/** What came of the test. `testedAt`: epoch milliseconds. */
export interface TestedPageInput {
  readonly test: AccountTest;
  readonly signIn: Pick<TestedSignIn, 'tenant' | 'subject' | 'username'>;
  readonly testedAt: number;
}

/** What a person reads whose sign-in was looked at: whether it carried MFA, and if not, why and what to do. */
export function testedPage(words: Words, { test, signIn, testedAt }: TestedPageInput): Html {
  const w = words.accountTest;
  const { explanation, remedy } = w.reasons[test.reason];
  const { title, mark } = w.results[test.result];
  const isGood = test.result === 'pass';
  const content = html`<p class="mark ${isGood ? 'good' : 'bad'}" role="status">${mark}</p>
<h1>${title}</h1>
<p>${explanation}</p>
${isGood ? '' : html`<div class="note"><h2>${words.refused.whatToDo}</h2><p>${remedy}</p></div>`}
<h2>${w.evidenceHeading}</h2>
${facts([
  [words.invitation.account, signIn.username && name(signIn.username)],
  [w.accountId, name(signIn.subject)],
  [words.invitation.tenant, name(signIn.tenant)],
  [w.methods, test.amr === undefined ? w.noMethods : name(test.amr.join(', '))],
  [cmdlet, name(test.cmdlet)],
  [words.connected.when, formatInstant(words, testedAt)],
])}
<p class="small">${w.done}</p>`;
  return layout(words, { title, content });
}
