import { isConsentryError } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import {
  areaField,
  boxField,
  fieldGroup,
  inputField,
  type Problems,
  problemSummary,
  selectField,
} from '../frame/fields.ts';
import { refusalNotice } from '../frame/refusal.ts';
import { act, type Act, type Sheet, type Visit } from '../place.ts';
import { tasks } from './sweep-words.ts';

type Request = RequestOf<'createSweep'>['body'];

const text = (most: number) => z.string().max(most).optional();
const form = z.strictObject({
  task: text(60),
  partners: text(10_000),
  customers: text(50_000),
  name: text(200),
  domain: text(200),
  relationship: text(200),
  params: text(20_000),
  concurrency: text(10),
  dryRun: z.literal('yes').optional(),
});

type Fields = z.output<typeof form>;

/** Begins one. Its form takes what the API takes. */
const startSweep = act({
  path: '/start-sweep',
  least: 'operator',
  isDangerous: false,
  form,
  done: 'The sweep was begun.',
  confirm: async (visit) => sheetOf(visit, { partners: visit.query.get('partner') ?? undefined }, {}),
  async carryOut(visit, fields) {
    const read = readSweep(fields);
    if ('problems' in read) return sheetOf(visit, fields, read.problems);
    try {
      const { id } = await visit.ask('createSweep', { body: read.body });
      return { to: `/sweeps/${id}` };
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      return sheetOf(visit, fields, {}, refusalNotice(error));
    }
  },
});

const lines = (some = ''): string[] => some.split(/[\s,;]+/).filter((line) => line !== '');
const areTenants = (ids: readonly string[]): boolean => ids.every((id) => z.guid().safeParse(id).success);

function readSweep(fields: Fields): { readonly body: Request } | { readonly problems: Problems } {
  const { task = '', name, domain, relationship, concurrency, dryRun } = fields;
  const [partners, customers] = [lines(fields.partners), lines(fields.customers)];
  const params = readParams(fields.params);
  const atOnce = concurrency === undefined ? undefined : Number(concurrency);
  const filter = { ...(name && { name }), ...(domain && { domain }), ...(relationship && { relationship }) };
  const isFiltered = Object.keys(filter).length > 0;
  const problems: Record<string, string> = {};
  if (!tasks.some(([known]) => known === task)) problems['task'] = 'Task: choose one.';
  if (partners.length === 0 || partners.length > 100 || !areTenants(partners))
    problems['partners'] = 'Partners: write 1 to 100 tenant ids (GUIDs), one on each line.';
  if (!areTenants(customers)) problems['customers'] = 'Customers: each is a tenant id (GUID).';
  else if (customers.length > 0 && partners.length !== 1)
    problems['customers'] = 'Customers: can be named for one partner only.';
  else if (customers.length > 0 && isFiltered)
    problems['customers'] = 'Customers: name them, or filter the listed ones; not both.';
  if (params === undefined)
    problems['params'] = 'Parameters: write a JSON object, such as { "resources": "graph,arm" }.';
  if (atOnce !== undefined && !(Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= 100))
    problems['concurrency'] = 'At once: write a whole number from 1 to 100.';
  if (Object.keys(problems).length > 0 || params === undefined) return { problems };
  return {
    body: {
      task,
      params,
      partners,
      ...(customers.length > 0 && { customers }),
      ...(isFiltered && { filter }),
      ...(atOnce !== undefined && { concurrency: atOnce }),
      dryRun: dryRun === 'yes',
    },
  };
}

function readParams(given = ''): Record<string, unknown> | undefined {
  if (given.trim() === '') return {};
  try {
    const read: unknown = JSON.parse(given);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : undefined;
  } catch {
    return undefined;
  }
}

function sheetOf(visit: Visit, fields: Fields, problems: Problems, refusal: Html = html``): Sheet {
  const of = (name: keyof Fields) => ({ name, value: fields[name], problem: problems[name] });
  const options = tasks.map(([task, what]) => [task, `${task}: ${what}`] as const);
  return {
    title: 'Start a sweep',
    section: 'sweeps',
    trail: [{ title: 'Sweeps', path: '/sweeps' }],
    content: html`${problemSummary(problems)}${refusal}
<form class="fields" method="post" action="/dashboard/start-sweep">${visit.formField}
${selectField({ ...of('task'), label: 'Task', options })}
${areaField({ ...of('partners'), label: 'Partners', hint: 'Tenant ids, one on each line. All customers that Partner Center lists for them are meant.' })}
${fieldGroup('Fewer customers', [
  areaField({
    ...of('customers'),
    label: 'These customers alone',
    hint: 'Tenant ids, one on each line, of one partner. Empty: all that are listed.',
  }),
  inputField({ ...of('name'), label: 'Whose name contains' }),
  inputField({ ...of('domain'), label: 'Whose domain contains' }),
  inputField({ ...of('relationship'), label: 'Whose relationship is', hint: 'Such as reseller.' }),
])}
${areaField({ ...of('params'), label: 'Parameters', hint: 'A JSON object, for tasks that take some: token-reach takes "resources", hunting "query", incidents "since" and "status".' })}
${inputField({ ...of('concurrency'), label: 'Customers at once', hint: 'Empty: as many as the configuration allows.', type: 'number' })}
${boxField({ ...of('dryRun'), label: 'Dry run', hint: 'Writes nothing: the rows say what would be done.' })}
<p class="acts"><button>Start the sweep</button> <a class="button quiet" href="/dashboard/sweeps">Cancel</a></p></form>`,
  };
}

export const sweepStartActs: readonly Act[] = [startSweep];
