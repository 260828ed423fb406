import type { ConsentryError } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { layout } from './layout.ts';
import type { Words } from './words/words.ts';

/** What a person reads when something was refused: what happened, what to do, and what to tell the operator. */
export function refusedPage(words: Words, error: ConsentryError, requestId: string): Html {
  const w = words.refused;
  const { message, remedy } = w.words(error.code);
  const { aadsts, reason } = error.facts;
  return layout(
    words,
    w.title,
    html`<p class="mark bad" role="status">${w.mark}</p>
<h1>${message}</h1>
<p>${w.nothingStored}</p>
<h2>${w.whatToDo}</h2>
<p>${remedy}</p>
<dl class="small">
<dt>${w.code}</dt><dd><code>${error.code}</code></dd>
${aadsts === undefined ? '' : html`<dt>${w.number}</dt><dd><code>AADSTS${String(aadsts)}</code></dd>`}
${reason === undefined ? '' : html`<dt>${w.reason}</dt><dd><code>${String(reason)}</code></dd>`}
<dt>${w.requestId}</dt><dd><code>${requestId}</code></dd>
</dl>`,
  );
}
