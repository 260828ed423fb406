import { type PostureReport, isReadable, verdictOf } from '../report.ts';
import type { Telling } from '../telling.ts';
import { type Html, html } from './html.ts';
import { id, name } from './pieces.ts';

/** Whose report it is, of when, and what it says as a whole. */
export function headOf(telling: Telling, report: PostureReport): Html {
  const { words, format } = telling;
  const { organization } = report;
  return html`<header>
<p class="brand">Consentry</p>
<h1>${words.title}${organization === undefined ? '' : html`: ${name(organization.name)}`}</h1>
<p class="lead">${words.subtitle}</p>
${verdictBox(telling, report)}
<dl>
<dt>${words.made}</dt><dd>${format.instant(report.at)}</dd>
<dt>${words.tenant}</dt><dd>${id(report.partner)}</dd>
${organization === undefined ? '' : html`<dt>${words.plan}</dt><dd>${words.plans[organization.plan]}</dd>`}
<dt>${words.report}</dt><dd>${id(report.id)}</dd>
</dl>
</header>`;
}

function verdictBox({ words }: Telling, report: PostureReport): Html {
  const verdict = verdictOf(report);
  const notes = words.verdictNotes;
  const high = report.findings.filter(({ severity }) => severity === 'high').length;
  const note =
    verdict === 'not-met'
      ? notes['not-met'](high)
      : verdict === 'not-seen'
        ? notes['not-seen'](report.unread.filter(isReadable).length)
        : notes['nothing-found'];
  return html`<section class="verdict ${verdict}" aria-label="${words.verdicts[verdict]}">
<p class="mark ${verdict}">${words.verdicts[verdict]}</p>
<p class="say">${note}</p>
</section>`;
}
