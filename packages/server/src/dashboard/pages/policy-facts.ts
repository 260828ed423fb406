import type { Policy } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { facts, mark } from '../frame/pieces.ts';
import { count, counted, words } from '../frame/text.ts';

/** How many tenants a policy names. */
export function reachOf(tenants: Policy['partners']): Html | string {
  if (tenants === 'all') return mark('all', 'warn');
  return tenants.length === 0 ? html`<span class="soft">none</span>` : count(tenants.length);
}

/** So many are written out; the rest is a number. */
const namedAtMost = 20;

/** What a policy allows, in words. */
export function policyFacts(policy: Policy): Html {
  const { partners, customers, partnerTenant, resources, scopes, access, rate, calls } = policy;
  return facts([
    ['Partners', tenantsOf(partners, 'every partner, also those that come later')],
    ['Customers', tenantsOf(customers, 'every customer, also those that come later')],
    [
      'Partners’ own tenants',
      partnerTenant ? 'tokens for them too' : 'no tokens, other than Partner Center’s',
    ],
    ['APIs', resources.length === 0 ? 'none' : html`${listed(resources)}`],
    ['Permissions', scopes === 'all' ? mark('all that the grant has', 'warn') : html`${listed(scopes)}`],
    [
      'Tokens speak for',
      html`${access.map((one) => html`${one === 'app-only' ? mark('the application alone', 'warn') : 'application and account'} `)}`,
    ],
    ['Rate', `${counted(rate.perMinute, 'request', 'requests')} a minute`],
    ['Calls through the broker', calls.length === 0 ? 'none' : html`${listed(calls.map(callText))}`],
  ]);
}

/** A call as a line of the form has it. */
export function callText({ methods, resource, paths }: Policy['calls'][number]): string {
  return paths.map((path) => `${methods.join(',')} ${resource}:${path}`).join('\n');
}

function tenantsOf(tenants: Policy['partners'], all: string): Html | string {
  if (tenants === 'all') return html`${mark('all', 'warn')} ${all}`;
  if (tenants.length === 0) return 'none';
  const more = tenants.length - namedAtMost;
  return html`${listed(tenants.slice(0, namedAtMost))}${more > 0 ? html`<br>and ${count(more)} more` : ''}`;
}

function listed(items: readonly string[]): Html {
  return html`${items.map((item, at) => html`${at === 0 ? '' : html`<br>`}<code>${words(item, 300)}</code>`)}`;
}
