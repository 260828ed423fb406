import { html } from 'hono/html';
import { isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import { inputField, problemSummary, type Problems } from '../frame/fields.ts';
import { facts, mark, notice, type Tone } from '../frame/pieces.ts';
import { prose } from '../frame/prose.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { tableCard } from '../frame/table-card.ts';
import { fromNow, when, words } from '../frame/text.ts';
import { act, type Act, type Page, type Sheet, type Visit } from '../place.ts';

type Answer = AnswerOf<'listCredentials'>;
type Credential = Answer['items'][number];

const path = '/credentials';
const provePath = '/credentials/proof';

/** By what our application proves itself, and until when. */
const credentialsPage: Page = {
  path,
  least: 'viewer',
  async show(visit) {
    return sheetOf(visit, await visit.ask('listCredentials', {}));
  },
};

const proveCredentials = act({
  path: provePath,
  least: 'operator',
  isDangerous: false,
  form: z.strictObject({ tenant: z.string().max(200).optional() }),
  done: 'Each credential was put to the proof.',
  async carryOut(visit, { tenant = '' }) {
    const problem = z.guid().safeParse(tenant).success
      ? undefined
      : 'The tenant is not a GUID, such as 11111111-2222-4333-8444-555555555555.';
    try {
      if (problem === undefined) {
        const proved = await visit.ask('proveCredentials', { body: { tenant } });
        return sheetOf(visit, proved, { tenant, above: provedNotice(proved) });
      }
      return sheetOf(visit, await visit.ask('listCredentials', {}), {
        tenant,
        problems: { tenant: problem },
      });
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      return sheetOf(visit, await visit.ask('listCredentials', {}), { tenant, above: refusalNotice(error) });
    }
  },
});

function provedNotice({ items }: Answer): Html {
  const refused = items.filter(({ state }) => state === 'refused').length;
  return notice(
    html`<p>${refused === 0 ? 'Microsoft accepted each credential just now.' : `Microsoft refused ${refused} of ${items.length}.`}</p>`,
    refused === 0 ? 'good' : 'bad',
  );
}

interface Shown {
  readonly tenant?: string;
  readonly problems?: Problems;
  readonly above?: Html;
}

function sheetOf(visit: Visit, answer: Answer, { tenant, problems = {}, above = html`` }: Shown = {}): Sheet {
  return {
    title: 'Credentials',
    section: 'credentials',
    content: html`<p class="lead">By what our application proves itself to Microsoft. This is what this broker knows; another replica may have other files.</p>
${problemSummary(problems)}${above}
${facts([['Application', html`<code>${answer.application}</code>`]])}
${answer.problems.map(({ name, problem, remedy }) => notice(html`<p><strong><code>${words(name)}</code> ${words(problem, 400)}.</strong> What was read before goes on.</p><p>What to do: ${prose(remedy, 400)}</p>`, 'bad'))}
${tableCard('Credentials, in the order in which they are tried', columnsAt(visit.now), answer.items, 'There is no credential.')}
${visit.may('operator') ? proofForm(visit, tenant, problems) : ''}`,
  };
}

const states: Readonly<Record<Credential['state'], readonly [string, Tone]>> = {
  serving: ['serving', 'good'],
  ready: ['ready', 'quiet'],
  refused: ['refused', 'bad'],
  retiring: ['retiring', 'quiet'],
};

const monthMs = 30 * 24 * 60 * 60 * 1000;

const columnsAt = (now: number) => [
  { head: 'From', cell: ({ name }: Credential) => html`<code>${words(name)}</code>` },
  { head: 'Kind', cell: ({ kind }: Credential) => kind },
  { head: 'State', cell: ({ state }: Credential) => mark(...states[state]) },
  { head: 'Ends', cell: (one: Credential) => endOf(one, now) },
  {
    head: 'Accepted',
    cell: ({ acceptedAt }: Credential) =>
      acceptedAt === undefined
        ? html`<span class="soft">not yet, since it was read</span>`
        : when(acceptedAt),
  },
  {
    head: 'Thumbprint',
    cell: ({ thumbprint }: Credential) =>
      thumbprint === undefined ? '' : html`<code>${words(thumbprint)}</code>`,
  },
];

function endOf({ endsAt }: Credential, now: number): Html {
  if (endsAt === undefined) return html`<span class="soft">nobody said when</span>`;
  const left = Date.parse(endsAt) - now;
  const tone = left < 0 ? 'bad' : left < monthMs ? 'warn' : 'quiet';
  return html`${when(endsAt)} ${mark(fromNow(endsAt, now), tone)}`;
}

function proofForm({ formField }: Visit, tenant: string | undefined, problems: Problems): Html {
  return html`<section class="card"><h2>Put them to the proof</h2>
<p>Gets a token of our application with each credential, in the tenant where it is registered, and throws it away.</p>
<form class="fields" method="post" action="/dashboard${provePath}">${formField}
${inputField({ name: 'tenant', label: 'Tenant of the application', hint: 'A tenant id (GUID).', value: tenant, problem: problems['tenant'] })}
<p class="acts"><button>Prove each credential</button></p></form></section>`;
}

export const credentialPages: readonly Page[] = [credentialsPage];
export const credentialActs: readonly Act[] = [proveCredentials];
