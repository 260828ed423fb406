import { type Policy, policy as policySchema } from '@consentry/core/contract';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import { areaField, boxField, fieldGroup, inputField, type Problems } from '../frame/fields.ts';
import { callText } from './policy-facts.ts';

/** What a form sends of a policy. Texts: what is wrong with one is said beside its field. */
export const policyFields = {
  partners: z.string().max(50_000).optional(),
  partnersAll: z.literal('yes').optional(),
  customers: z.string().max(50_000).optional(),
  customersAll: z.literal('yes').optional(),
  partnerTenant: z.literal('yes').optional(),
  resources: z.string().max(400).optional(),
  otherResources: z.string().max(10_000).optional(),
  scopes: z.string().max(10_000).optional(),
  scopesAll: z.literal('yes').optional(),
  access: z.string().max(100).optional(),
  perMinute: z.string().max(20).optional(),
  calls: z.string().max(20_000).optional(),
};

/** The fields of {@link policyForm} as they are sent. */
export type PolicyFields = { readonly [Name in keyof typeof policyFields]?: string | undefined };

/** The smallest that serves: no tenant, no permission, nothing of the application alone, a request a second. */
export const smallestPolicy: PolicyFields = { access: 'delegated', perMinute: '60' };

const knownApis = [
  ['partner-center', 'Partner Center'],
  ['graph', 'Microsoft Graph'],
  ['arm', 'Azure Resource Manager'],
  ['defender', 'Microsoft Defender'],
] as const;

const lines = (text = ''): string[] => text.split(/[\s,;]+/).filter((line) => line !== '');

/** Reads a policy, or says of each field what is wrong with it. */
export function readPolicy(
  fields: PolicyFields,
): { readonly policy: Policy } | { readonly problems: Problems } {
  const problems: Record<string, string> = {};
  const named = (name: 'partners' | 'customers' | 'scopes', all: string | undefined): 'all' | string[] =>
    all === 'yes' ? 'all' : lines(fields[name]);
  const partners = named('partners', fields.partnersAll);
  if (partners.length === 0) problems['partners'] = 'Partners: name one, or allow all of them.';
  const resources = [...lines(fields.resources), ...lines(fields.otherResources)];
  const calls = readCalls(fields.calls);
  if (calls === undefined) problems['calls'] = 'Calls: write each on a line, such as GET graph:/v1.0/users.';
  if (resources.length === 0 && calls?.length === 0) problems['resources'] = 'APIs: choose one.';
  const scopes = named('scopes', fields.scopesAll);
  if (scopes.length === 0) problems['scopes'] = 'Permissions: name one, or allow all that the grant has.';
  const parsed = policySchema.safeParse({
    partners,
    customers: named('customers', fields.customersAll),
    partnerTenant: fields.partnerTenant === 'yes',
    resources,
    scopes,
    access: lines(fields.access),
    rate: { perMinute: Number(fields.perMinute ?? Number.NaN) },
    calls: calls ?? [],
  });
  if (parsed.success && Object.keys(problems).length === 0) return { policy: parsed.data };
  for (const { path } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    const field = name === 'rate' ? 'perMinute' : name;
    problems[field] ??= wrong[field] ?? `${field} is not in the expected form.`;
  }
  return { problems };
}

const wrong: Readonly<Record<string, string>> = {
  partners: 'Partners: each is a tenant id (GUID), such as 11111111-2222-4333-8444-555555555555.',
  customers: 'Customers: each is a tenant id (GUID), such as 11111111-2222-4333-8444-555555555555.',
  resources: 'APIs: an API is one of those above, or the URI of a resource that begins with https://.',
  scopes: 'Permissions: each is the name of one, such as User.Read.All; at most 50.',
  access: 'Tokens speak for: choose at least one.',
  perMinute: 'Requests a minute: write a whole number from 1 to 6,000,000.',
  calls: 'Calls: a method is GET, POST, PUT, PATCH or DELETE, and a path has no query and no empty part.',
};

/** Each line as `GET,POST graph:/v1.0/users`; without a method, GET. */
function readCalls(text = ''): { resource: string; methods: string[]; paths: string[] }[] | undefined {
  const calls: { resource: string; methods: string[]; paths: string[] }[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const [, methods = 'GET', resource, path] = /^(?:([A-Z,]+) +)?([a-z-]+):(\/\S+)$/.exec(line) ?? [];
    if (resource === undefined || path === undefined) return undefined;
    calls.push({ resource, methods: methods.split(','), paths: [path] });
  }
  return calls;
}

/** A policy as the form shows it. */
export function toFields({
  partners,
  customers,
  partnerTenant,
  resources,
  scopes,
  access,
  rate,
  calls,
}: Policy): PolicyFields {
  const isKnown = (resource: string): boolean => knownApis.some(([name]) => name === resource);
  const some = (tenants: 'all' | readonly string[]): string => (tenants === 'all' ? '' : tenants.join('\n'));
  const all = (tenants: 'all' | readonly string[]): 'yes' | undefined =>
    tenants === 'all' ? 'yes' : undefined;
  return {
    partners: some(partners),
    partnersAll: all(partners),
    customers: some(customers),
    customersAll: all(customers),
    partnerTenant: partnerTenant ? 'yes' : undefined,
    resources: resources.filter(isKnown).join('\n'),
    otherResources: resources.filter((resource) => !isKnown(resource)).join('\n'),
    scopes: some(scopes),
    scopesAll: all(scopes),
    access: access.join('\n'),
    perMinute: String(rate.perMinute),
    calls: calls.map(callText).join('\n'),
  };
}

/** The fields of a policy. */
export function policyForm(values: PolicyFields, problems: Problems): Html {
  const of = (name: keyof PolicyFields) => ({ name, value: values[name], problem: problems[name] });
  const box = (name: keyof PolicyFields, label: string, hint: string): Html =>
    boxField({ name, label, hint, value: values[name] });
  return html`${fieldGroup('For whom', [
    areaField({ ...of('partners'), label: 'Partners', hint: 'Tenant ids, one on each line.' }),
    box('partnersAll', 'Every partner', 'Also those that come later.'),
    areaField({
      ...of('customers'),
      label: 'Customers',
      hint: 'Tenant ids of customers, one on each line. Empty: none.',
    }),
    box('customersAll', 'Every customer', 'Also those that come later.'),
    box('partnerTenant', 'The partners’ own tenants', 'Tokens for them too, other than Partner Center’s.'),
  ])}
${fieldGroup(
  'APIs',
  [
    ...knownApis.map(([api, label]) => boxField({ name: 'resources', label, value: values.resources }, api)),
    areaField({
      ...of('otherResources'),
      label: 'Other resources',
      hint: 'URIs, one on each line.',
      rows: 2,
    }),
  ],
  problems['resources'],
)}
${fieldGroup('How much', [
  areaField({
    ...of('scopes'),
    label: 'Permissions',
    hint: 'Such as User.Read.All, one on each line. A token that carries more is refused.',
  }),
  box('scopesAll', 'All that the grant has', 'Whatever the partner consented to.'),
])}
${fieldGroup(
  'Tokens speak for',
  [
    boxField({ name: 'access', label: 'Application and account', value: values.access }, 'delegated'),
    boxField(
      {
        name: 'access',
        label: 'The application alone',
        hint: 'With every permission of the application that a tenant consented to, whatever the account may do.',
        value: values.access,
      },
      'app-only',
    ),
  ],
  problems['access'],
)}
${inputField({ ...of('perMinute'), label: 'Requests a minute', hint: 'Counted by each replica for itself.', type: 'number' })}
${areaField({ ...of('calls'), label: 'Calls through the broker', hint: 'What it may call without having a token, one on each line: GET,POST graph:/v1.0/users. Empty: nothing.' })}`;
}
