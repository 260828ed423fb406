import { html } from 'hono/html';
import type { AnswerOf } from '@consentry/core/contract';
import type { Html } from '../../http/answer.ts';
import { facts, mark, notice, type Tone } from '../frame/pieces.ts';
import { prose } from '../frame/prose.ts';
import { tableCard } from '../frame/table-card.ts';
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
${[...groups].map(([group, rows]) => tableCard(group === '' ? 'General' : group, columns, rows, ''))}`,
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
  { head: 'From', cell: sourceOf },
] as const;

function nameOf({ key, doc }: Setting): Html {
  return html`<code>${key}</code><span class="small wide">${withoutLinks(doc)}</span>`;
}

function sourceOf({ source, variable }: Setting): Html {
  return html`${mark(...sources[source])}<br><code class="small">${variable}</code>`;
}

function valueOf({ value, source, default: usual, otherwise }: Setting): Html {
  const shown = value === undefined ? '' : html`<code class="free">${words(value, 600)}</code>`;
  const given = source === 'environment' || source === 'file';
  if (given && usual !== undefined && usual !== value)
    return html`${shown}<span class="small free">default <code>${words(usual)}</code></span>`;
  if (value === undefined || (given && otherwise !== undefined))
    return html`${shown}<span class="small free">${given ? 'otherwise ' : ''}${withoutLinks(otherwise ?? '')}</span>`;
  return html`${shown}`;
}

/** Links of the documentation lead to files that are not served here. */
function withoutLinks(text: string): Html {
  return prose(text.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1'), 1000);
}

export const settingsPages: readonly Page[] = [settingsPage];
