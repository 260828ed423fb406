import { html, raw } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { style } from './style.ts';
import { languages, type Words } from './words/words.ts';

// The text between the tags must be exactly the style: its hash is what lets the browser apply it.
const styleElement = raw(`<style>${style}</style>`);

/** Each language by its own name, which who reads it knows. */
const names = { en: 'English', nl: 'Nederlands', sv: 'Svenska' } as const;

/** What a page puts into the frame. */
export interface PageParts {
  readonly title: string;
  readonly content: Html;
  /** What a page needs in its head of its own. */
  readonly head?: Html;
  /**
   * Of a page that its own address gives again by GET: what must stand in the query for that. It then has links to the other
   * languages. Undefined for an answer that is given once.
   */
  readonly again?: string | undefined;
}

/** The frame of every page. */
export function layout(words: Words, { title, content, head, again }: PageParts): Html {
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Consentry</title>
${styleElement}
${head ?? ''}
</head>
<body>
<header><p class="brand" translate="no">Consentry</p>${again === undefined ? '' : languageLinks(words, again)}</header>
<main>
<section class="card">
${content}
</section>
</main>
</body>
</html>
`;
}

/** Relative: they lead to the page itself, wherever it is. */
function languageLinks(words: Words, again: string): Html {
  const links = languages.map(
    (language) =>
      html`<li><a href="?${again}language=${language}" lang="${language}" hreflang="${language}"${language === words.language ? raw(' aria-current="true"') : ''}>${names[language]}</a></li>`,
  );
  return html`<nav aria-label="${words.languages}"><ul>${links}</ul></nav>`;
}
