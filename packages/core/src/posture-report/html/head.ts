import { isReadable, type JudgedAs, type PostureReport, verdictOf } from '../report.ts';
import type { Telling } from '../telling.ts';
import { type Html, html } from './html.ts';
import { id, name, said } from './pieces.ts';

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
${judged(telling, report.judgedAs)}
<dt>${words.report}</dt><dd>${id(report.id)}</dd>
</dl>
${remarks(telling, report.judgedAs)}
</header>`;
}

function judged({ words }: Telling, judgedAs: JudgedAs): Html {
  const w = words.judged;
  const { kind, kindFrom, cloud, weight } = judgedAs;
  const from = kindFrom === undefined ? '' : ` (${w.from[kindFrom]})`;
  return html`<dt>${w.kind}</dt><dd>${kind === undefined ? words.unknown : w.kinds[kind]}${from}</dd>
<dt>${w.cloud}</dt><dd>${name(cloud)}</dd>
<dt>${w.weight}</dt><dd>${w.weights[weight]}</dd>`;
}

function remarks(telling: Telling, judgedAs: JudgedAs): Html | '' {
  if (judgedAs.remarks.length === 0) return '';
  const { words } = telling;
  return html`<section class="note" aria-labelledby="remarks-heading">
<h2 id="remarks-heading">${words.judged.heading}</h2>
<ul>${judgedAs.remarks.map((one) => html`<li>${said(telling.remark(one), words.language)}</li>`)}</ul>
</section>`;
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
