import type { ConsentryError } from '@consentry/core';
import { html, raw } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import type { Section, Sheet, Visit } from '../place.ts';
import { prose } from './prose.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { words } from './text.ts';

// The text between the tags must be exactly these: their hashes are what lets the browser apply and run them.
const styleElement = raw(`<style>${style}</style>`);
const scriptElement = raw(`<script>${script}</script>`);

const sections: readonly { readonly section: Section; readonly title: string; readonly path: string }[] = [
  { section: 'overview', title: 'Overview', path: '' },
  { section: 'partners', title: 'Partners', path: '/partners' },
  { section: 'invitations', title: 'Invitations', path: '/invitations' },
  { section: 'sweeps', title: 'Sweeps', path: '/sweeps' },
  { section: 'posture', title: 'Posture', path: '/posture' },
  { section: 'callers', title: 'Callers', path: '/callers' },
  { section: 'audit', title: 'Audit', path: '/audit' },
  { section: 'credentials', title: 'Credentials', path: '/credentials' },
  { section: 'settings', title: 'Settings', path: '/settings' },
];

/** The frame of every page of somebody who is signed in. @param done what an act that led here has done */
export function layout(sheet: Sheet, visit: Visit, done?: string): Html {
  const { title, section, trail = [], content, parts } = sheet;
  return documentOf(
    title,
    html`<a class="skip" href="#content">Skip to the content</a>
<div class="frame">
<header class="side">
<p class="brand"><a href="/dashboard">Consentry</a></p>
<nav aria-label="Pages">
<ul>
${sections.map(
  (
    one,
  ) => html`<li><a href="/dashboard${one.path}"${one.section === section ? raw(' aria-current="page"') : ''}>${one.title}</a></li>
`,
)}</ul>
</nav>
${whoIsIn(visit)}
</header>
<main id="content" tabindex="-1">
${
  trail.length === 0
    ? ''
    : html`<nav aria-label="Trail"><ol class="trail">${trail.map(
        (step) => html`<li><a href="/dashboard${step.path}">${words(step.title)}</a></li>`,
      )}</ol></nav>`
}
<h1>${words(title)}</h1>
${done === undefined ? '' : html`<div class="notice good" role="status"><p>${done}</p></div>`}
${content}
${parts === undefined ? '' : html`<p class="small" id="live-note" hidden>This page keeps itself up to date.</p>`}
</main>
</div>
${parts === undefined ? '' : scriptElement}`,
  );
}

const mfaWords = { confirmed: 'MFA confirmed', unknown: 'MFA unknown' } as const;

function whoIsIn({ who, formField }: Visit): Html {
  const { person, role, mfa } = who;
  const name = person === undefined ? 'Operator link' : (person.name ?? person.username ?? person.id);
  return html`<div class="who">
<strong>${words(name)}</strong>
<span>${role} · ${mfaWords[mfa]}</span>
<form method="post" action="/dashboard/sign-out">${formField}<button class="quiet">Sign out</button></form>
</div>`;
}

/** A page of nobody who is signed in, or of a refusal. */
export function plainLayout(title: string, content: Html): Html {
  return documentOf(
    title,
    html`<main class="narrow">
<p class="brand">Consentry</p>
<section class="card">
<h1>${title}</h1>
${content}
</section>
</main>`,
  );
}

/** What was refused, why, and what to do next. */
export function refusalPage(error: ConsentryError, requestId: string): Html {
  return plainLayout(
    'This was not done',
    html`<p>${prose(error.message)}</p>
<p><strong>What to do:</strong> ${prose(error.remedy)}</p>
<p class="acts"><a class="button" href="/dashboard">To the overview</a></p>
<p class="small">Code <code>${error.code}</code> · request <code>${requestId}</code></p>`,
  );
}

function documentOf(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words(title)} · Consentry</title>
${styleElement}
</head>
<body>
${body}
</body>
</html>
`;
}
