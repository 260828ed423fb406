import { randomBytes } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { STYLES } from './styles.ts';

/** A piece of a page. Nothing in it waits for anything, therefore it is never a promise in fact. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageOptions {
  title: string;
  body: Markup;
  /** Origins that a form of this page may reach, beside the page's own, redirects included. */
  formOrigins?: string[];
  /** The only script of the page. The page must work without it. */
  script?: string;
  status?: number;
}

/** Answers with a page in the sandbox's frame: a banner that says what this is, and a strict content security policy. */
export function answerPage({ title, body, formOrigins = [], script, status = 200 }: PageOptions): Response {
  const nonce = randomBytes(16).toString('base64');
  const document = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} - Sandbox</title>
    <style nonce="${nonce}">${raw(STYLES)}</style>
  </head>
  <body>
    <p class="banner" role="note"><strong>Sandbox.</strong> This is not Microsoft. Use example accounts only.</p>
    <main>${body}</main>
    ${script === undefined ? '' : html`<script nonce="${nonce}">${raw(script)}</script>`}
  </body>
</html>`;
  if (document instanceof Promise) throw new TypeError('a page of the sandbox waits for nothing');
  return new Response(document.toString(), {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': writePolicy(nonce, formOrigins, script !== undefined),
      // Not `no-referrer`: that would make a browser send `Origin: null` with the forms.
      'referrer-policy': 'strict-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  });
}

function writePolicy(nonce: string, formOrigins: string[], hasScript: boolean): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src ${hasScript ? `'nonce-${nonce}'` : "'none'"}`,
    `form-action ${["'self'", ...formOrigins].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
