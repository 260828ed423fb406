import type { Change, GoneFinding, ReportFinding } from '../report.ts';
import type { Telling } from '../telling.ts';
import { type Html, html } from './html.ts';
import { id, link, name, nameList, said } from './pieces.ts';
import { visible } from '../../visible.ts';

/** As many names as core keeps of a finding. */
const mostNames = 20;

/** A finding with its evidence, who mends it and how, and since when it is known. */
export function findingArticle(telling: Telling, finding: ReportFinding, anchor: string): Html {
  const { words, format } = telling;
  const w = words.findings;
  const { evidence, remedy } = finding;
  const count = telling.count(finding);
  return html`<article class="finding ${finding.severity}" id="${anchor}" aria-labelledby="${anchor}-title">
${marks(telling, finding, finding.change)}
<h4 id="${anchor}-title">${said(telling.title(finding), words.language)}</h4>
<dl>
<dt>${w.subject}</dt><dd>${name(telling.subject(finding))}${subjectId(telling, finding)}</dd>
${count === undefined ? '' : html`<dt>${w.howMany}</dt><dd>${count}</dd>`}
${evidence.examples.length === 0 ? '' : html`<dt>${w.examples}</dt><dd>${examples(telling, finding)}</dd>`}
${facts(telling, finding)}
<dt>${w.owner}</dt><dd>${w.owners[finding.owner]}</dd>
<dt>${w.since}</dt><dd>${format.day(finding.firstSeenAt)}</dd>
<dt>${w.whatToDo}</dt><dd>${said(telling.steps(finding), words.language)}</dd>
${remedy.command === undefined ? '' : html`<dt>${w.command}</dt><dd><pre>${visible(remedy.command, 4000)}</pre></dd>`}
<dt>${w.link}</dt><dd>${link(remedy.link)}</dd>
</dl>
</article>
`;
}

function examples(telling: Telling, finding: GoneFinding): Html {
  const shown = finding.evidence.examples.slice(0, mostNames);
  return nameList(shown, telling.others(finding, shown.length), telling.words.findings.more);
}

function marks({ words }: Telling, finding: GoneFinding, change: Change): Html {
  const w = words.findings;
  return html`<p class="marks"><span class="mark ${finding.severity}">${w.severities[finding.severity]}</span>${
    change === 'same' ? '' : html` <span class="mark ${change}">${w.changes[change]}</span>`
  } ${id(finding.id)}</p>`;
}

/** The id beside the name, where there is a name. */
function subjectId(telling: Telling, finding: GoneFinding): Html | '' {
  const { subject } = finding;
  const isWord = Object.hasOwn(telling.words.findings.subjects, subject);
  return isWord || telling.subject(finding) === visible(subject) ? '' : html` ${id(subject)}`;
}

function facts(telling: Telling, finding: GoneFinding): Html | '' {
  const told = telling.facts(finding);
  if (told.length === 0) return '';
  return html`<dt>${telling.words.findings.evidence}</dt><dd>${told.map(
    ({ name: fact, value }, index) => html`${index === 0 ? '' : html`<br>`}${fact}: <bdi>${value}</bdi>`,
  )}</dd>`;
}
