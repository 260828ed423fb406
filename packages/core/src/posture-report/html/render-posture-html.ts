import { createHash } from 'node:crypto';
import type { PostureReport, PostureSummary } from '../report.ts';
import { type Telling, tellingIn } from '../telling.ts';
import { visible } from '../../visible.ts';
import type { Language } from '../words/words.ts';
import { changesSection } from './changes-section.ts';
import { figuresSection } from './figures-section.ts';
import { findingsSection } from './findings-section.ts';
import { grantsSection } from './grants-section.ts';
import { headOf } from './head.ts';
import { historySection } from './history-section.ts';
import { Html, html } from './html.ts';
import { methodSection } from './method-section.ts';
import type { Part } from './part.ts';
import { style } from './style.ts';
import { tableSections } from './table-sections.ts';
import { unreadSection } from './unread-section.ts';

// The text between the tags must be exactly the style: its hash is what lets the browser apply it.
const styleElement = new Html(`<style>${style}</style>`);
const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * The content security policy of the page: it loads nothing and runs nothing, whatever stands in it. It stands in the page itself, where it
 * cannot say who may frame it: a server that gives the page says that too.
 */
export const postureHtmlPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;

/**
 * A report as one page of HTML, which is whole by itself: without script, and without anything to load. It is for the screen, light and
 * dark, and for paper. Names from the tenant are inert in it.
 *
 * @param history summaries of earlier reports, in any order; the newest thirty are shown. The report itself may be among them
 */
export function renderPostureHtml(
  report: PostureReport,
  language: Language,
  history: readonly PostureSummary[] = [],
): string {
  const telling = tellingIn(language);
  const parts = [
    figuresSection(telling, report),
    findingsSection(telling, report),
    changesSection(telling, report),
    historySection(telling, report, history),
    unreadSection(telling, report),
    grantsSection(telling, report),
    ...tableSections(telling, report),
    methodSection(telling, report),
  ].filter((part) => part !== undefined);
  return frame(telling, report, parts).text;
}

function frame(telling: Telling, report: PostureReport, parts: readonly Part[]): Html {
  const { words } = telling;
  const whose = report.organization === undefined ? report.partner : visible(report.organization.name);
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${postureHtmlPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${words.title} · ${whose}</title>
${styleElement}
</head>
<body>
<a class="skip" href="#report">${words.skip}</a>
<div class="page">
${headOf(telling, report)}
<nav aria-label="${words.contents}"><ol>${parts.map(
    ({ anchor, heading }) => html`<li><a href="#${anchor}">${heading}</a></li>`,
  )}</ol></nav>
<main id="report" tabindex="-1">
${parts.map(
  ({ anchor, heading, content }) => html`<section id="${anchor}" aria-labelledby="${anchor}-heading">
<h2 id="${anchor}-heading">${heading}</h2>
${content}
</section>
`,
)}</main>
<footer><p>Consentry · <code>${report.id}</code> · ${telling.format.instant(report.at)}</p></footer>
</div>
</body>
</html>
`;
}
