import { type ConsentryError, explainAadsts } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { type Incoming, queryOf } from '../http/incoming.ts';
import { findAadstsCase } from './aadsts-cases.ts';
import { formatDuration } from './format-duration.ts';
import { layout } from './layout.ts';
import { facts, name } from './parts.ts';
import { whoActs } from './who-acts.ts';
import { hasWords, type Words } from './words/words.ts';
import type { Asked } from './words/words-of.ts';

/** What was refused, and to what request. */
export interface RefusedPageInput {
  readonly error: ConsentryError;
  readonly requestId: string;
  readonly asked: Asked & { readonly raw: Pick<Incoming, 'method'> };
}

/** What a person reads when something was refused: what happened, what to do and who, and what to tell whoever helps. */
export function refusedPage(words: Words, { error, requestId, asked }: RefusedPageInput): Html {
  const w = words.refused;
  const { message, remedy, who } = saidOf(words, error);
  const { aadsts, reason, correlationId } = error.facts;
  const isAgain = isAskedAgain(asked);
  const content = html`<p class="mark bad" role="status">${w.mark}</p>
<h1>${message}</h1>
${isAgain ? '' : html`<p>${w.nothingStored}</p>`}
<div class="note"><h2>${w.whatToDo}</h2>
<p>${remedy}</p>
${error.retryAfterMs === undefined ? '' : html`<p>${w.waitFor(formatDuration(words, error.retryAfterMs))}</p>`}
${who === undefined ? '' : html`<p>${w.whoActs}: <strong>${who}</strong></p>`}</div>
${typeof aadsts === 'number' ? microsoftsWords(words, aadsts) : ''}
<h2>${w.tellHeading}</h2>
${facts([
  [w.code, name(error.code)],
  [w.number, aadsts === undefined ? undefined : name(`AADSTS${String(aadsts)}`)],
  [w.reason, reason === undefined ? undefined : name(String(reason))],
  [w.requestId, name(requestId)],
  [w.correlationId, correlationId === undefined ? undefined : name(String(correlationId))],
])}`;
  return layout(words, { title: w.title, content, again: isAgain ? '' : undefined });
}

/** Whoever opens a link again is told the same again; an answer of the identity provider is given once. */
function isAskedAgain({ raw }: RefusedPageInput['asked']): boolean {
  return raw.method === 'GET' && !new URLSearchParams(queryOf(raw.target)).has('state');
}

interface Said {
  readonly message: string | Html;
  readonly remedy: string | Html;
  readonly who: string | undefined;
}

function saidOf({ refused: w }: Words, error: ConsentryError): Said {
  const { code, facts: said } = error;
  // A defect: the contract names every code that gets here. What the table says is better than nothing, and is English.
  if (!hasWords(w.codes, code)) {
    const { message, remedy } = error.entry;
    return { message: inEnglish(message), remedy: inEnglish(remedy), who: undefined };
  }
  const { message, remedy } = w.codes[code];
  const { aadsts, reason } = said;
  const known = typeof aadsts === 'number' ? explainAadsts(aadsts) : undefined;
  // Under another code the number's remedy would send the wrong person.
  const exact = known?.known === true && known.code === code ? findAadstsCase(known.number) : undefined;
  const why = code === 'customer_refused' ? findProblem(w.customerProblems, reason) : undefined;
  return {
    message: why === undefined ? message : `${message} ${why}`,
    remedy: exact === undefined ? remedy : w.aadstsRemedies[exact],
    who: w.who[whoActs(code, error)],
  };
}

function inEnglish(text: string): Html {
  return html`<span lang="en">${text}</span>`;
}

function findProblem(problems: Words['refused']['customerProblems'], reason: unknown): string | undefined {
  const known = Object.entries(problems).find(([problem]) => problem === reason);
  return known?.[1];
}

/** What a number means, where it is known, and Microsoft’s own page on it, where there is more. */
function microsoftsWords({ refused: w }: Words, number: number): Html {
  const meaning = w.aadsts[number];
  return html`<h2>${w.microsoftSays}</h2>
${meaning === undefined ? '' : html`<p>${meaning}</p>`}
<p><a href="${explainAadsts(number).lookUp}" rel="noreferrer">${w.lookUp(`AADSTS${number}`)}</a></p>`;
}
