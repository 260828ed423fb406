import { html } from 'hono/html';
import type { AnswerOf } from '@consentry/core/contract';
import type { Html } from '../../http/answer.ts';
import { facts, mark, notice, table, type Tone } from '../frame/pieces.ts';
import { words } from '../frame/text.ts';
import type { Page } from '../place.ts';

type Setting = AnswerOf<'getSettings'>['items'][number];

/** The configuration as it holds. It is changed in the file or the environment, and never here. */
const settingsPage: Page = {
  path: '/settings',
  least: 'viewer',
  async show({ ask }) {
    const { version, file, items } = await ask('getSettings', {});
    const groups = Map.groupBy(items, ({ key }) => (key.includes('.') ? (key.split('.', 1)[0] ?? '') : ''));
    return {
      title: 'Settings',
      section: 'settings',
      content: html`<p class="lead">How this broker was started. What is changed in the file or the environment holds from the next start on.</p>
${facts([
  ['Version', version],
  ['Configuration file', file === undefined ? 'none was read' : html`<code>${words(file, 400)}</code>`],
])}
${notice(html`<p>Secrets are files. Their paths stand here, never what is in them.</p>`)}
${items.length === 0 ? html`<p class="empty">This broker was started by a program, which read no settings.</p>` : ''}
${[...groups].map(([group, rows]) => html`<section class="card">${table(group === '' ? 'General' : group, columns, rows, '')}</section>`)}`,
    };
  },
};

const sources: Readonly<Record<Setting['source'], readonly [string, Tone]>> = {
  environment: ['environment', 'good'],
  file: ['file', 'good'],
  default: ['default', 'quiet'],
  none: ['not given', 'quiet'],
};

const columns = [
  { head: 'Setting', cell: nameOf },
  { head: 'Value', cell: valueOf },
  { head: 'From', cell: ({ source }: Setting) => mark(...sources[source]) },
  { head: 'What it is', cell: ({ doc }: Setting) => withCode(doc) },
] as const;

function nameOf({ key, variable }: Setting): Html {
  return html`<code>${key}</code><br><code class="small">${variable}</code>`;
}

function valueOf({ value, source, default: usual, otherwise }: Setting): Html {
  const shown = value === undefined ? '' : html`<code>${words(value, 600)}</code>`;
  const given = source === 'environment' || source === 'file';
  if (given && usual !== undefined && usual !== value)
    return html`${shown}<br><span class="small">default <code>${words(usual)}</code></span>`;
  if (value === undefined || (given && otherwise !== undefined))
    return html`${shown}${shown === '' ? '' : html`<br>`}<span class="small">${given ? 'otherwise ' : ''}${withCode(otherwise ?? '')}</span>`;
  return html`${shown}`;
}

/** Names of settings stand between backticks in the documentation, and links as Markdown has them. */
function withCode(text: string): Html {
  const plain = text.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return html`${plain.split('`').map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : piece))}`;
}

export const settingsPages: readonly Page[] = [settingsPage];
