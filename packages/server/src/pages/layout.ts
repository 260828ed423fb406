import { html, raw } from 'hono/html';
import type { Html } from '../http/answer.ts';
import { style } from './style.ts';
import type { Words } from './words/words.ts';

// The text between the tags must be exactly the style: its hash is what lets the browser apply it.
const styleElement = raw(`<style>${style}</style>`);

/** The frame of every page. `head` is for what a page needs there of its own. */
export function layout(
  words: Pick<Words, 'language'>,
  title: string,
  content: Html,
  head: Html | '' = '',
): Html {
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Consentry</title>
${styleElement}
${head}
</head>
<body>
<main>
<p class="brand">Consentry</p>
<section class="card">
${content}
</section>
</main>
</body>
</html>
`;
}
