import { html, raw } from 'hono/html';
import { z } from 'zod';
import type { Html } from '../../http/answer.ts';
import { actForm, card } from '../frame/pieces.ts';
import { words } from '../frame/text.ts';
import { type Act, act, type Visit } from '../place.ts';
import { linkSheet } from './link-sheet.ts';

const kinds = ['connect', 'approve', 'customer'] as const;
const partnerKinds = [
  'direct-bill',
  'indirect-provider',
  'indirect-reseller',
  'advisor',
  'control-panel-vendor',
  'integration-account',
] as const;

const hourMs = 60 * 60 * 1000;
const lifetimes = [
  { hours: '24', name: 'A day' },
  { hours: '168', name: 'A week' },
  { hours: '720', name: '30 days' },
] as const;

const trail = [{ title: 'Invitations', path: '/invitations' }];

const inviteAct = act({
  path: '/invitations/new',
  least: 'operator',
  isDangerous: false,
  form: z.strictObject({
    kind: z.enum(kinds),
    partner: z.string(),
    partnerName: z.string().optional(),
    partnerKind: z.enum(partnerKinds).optional(),
    account: z.string().optional(),
    customer: z.string().optional(),
    customerName: z.string().optional(),
    hours: z.enum(['24', '168', '720']).default('24'),
    acceptsUnknownMfa: z.literal('true').optional(),
  }),
  done: 'The link was made.',
  async confirm(visit) {
    return {
      title: 'Invite somebody',
      section: 'invitations',
      trail,
      content: card(
        'Whom, and what for',
        actForm('/invitations/new', visit.formField, 'Make the link', 'plain', await fields(visit)),
      ),
    };
  },
  async carryOut({ ask }, { hours, acceptsUnknownMfa, ...body }) {
    const made = await ask('createInvitation', {
      body: {
        ...body,
        lifetimeMs: Number(hours) * hourMs,
        ...(acceptsUnknownMfa !== undefined && { acceptsUnknownMfa: true }),
      },
    });
    return linkSheet(made, '/invitations');
  },
});

const kindWords = {
  connect: [
    'An account of the partner gives a grant',
    'It signs in with MFA; tokens are had by it from then on.',
  ],
  approve: [
    'An administrator approves the application',
    'For the whole tenant of the partner. Nothing is kept but that it was done.',
  ],
  customer: [
    'A customer’s administrator consents',
    'For the customer’s whole tenant. Needs adminConsent in the configuration.',
  ],
} as const;

async function fields({ query }: Visit): Promise<Html> {
  const chosen = kinds.find((kind) => kind === query.get('kind')) ?? 'connect';
  const given = (name: string): string => query.get(name) ?? '';
  return html`<div class="fields">
<fieldset><legend>What for</legend>${kinds.map(
    (kind) =>
      html`<label class="choice"><input type="radio" name="kind" value="${kind}"${kind === chosen ? raw(' checked') : ''}>${kindWords[kind][0]}<span class="hint">${kindWords[kind][1]}</span></label>`,
  )}</fieldset>
${field('partner', 'Tenant id of the partner', 'A GUID. The sign-in must come from this tenant.', given('partner'), true)}
${field('partnerName', 'Name of the partner', 'Shown to the person who is invited. It proves nothing.', given('partnerName'))}
<div><label for="partnerKind">Kind of partner<span class="hint">An indirect reseller is asked for Microsoft Graph alone. Not for a customer.</span></label><select id="partnerKind" name="partnerKind"><option value="">Not said</option>${partnerKinds.map((kind) => html`<option value="${kind}">${kind.replaceAll('-', ' ')}</option>`)}</select></div>
${field('account', 'Account', 'The user name that the sign-in page fills in. Left empty: any of the tenant.', given('account'))}
${field('customer', 'Tenant id of the customer', 'For a customer alone. Left empty: whoever signs in says it.', given('customer'))}
${field('customerName', 'Name of the customer', 'For a customer alone.', given('customerName'))}
<div><label for="hours">The link works for</label><select id="hours" name="hours">${lifetimes.map(({ hours, name }) => html`<option value="${hours}">${name}</option>`)}</select></div>
<label class="choice"><input type="checkbox" name="acceptsUnknownMfa" value="true">Accept a sign-in of which MFA cannot be told<span class="hint">The grant then counts as not proven, here and in every report.</span></label>
</div>`;
}

function field(name: string, label: string, hint: string, value: string, isNeeded = false): Html {
  return html`<div><label for="${name}">${label}<span class="hint">${hint}</span></label><input id="${name}" name="${name}" maxlength="320" autocomplete="off" value="${value}"${isNeeded ? raw(' required') : ''}></div>`;
}

const revokeAct = act({
  path: '/invitations/{id}/revoke',
  least: 'operator',
  isDangerous: false,
  form: z.strictObject({}),
  done: 'The invitation was taken back: its link opens nothing any more.',
  async confirm({ params, formField }) {
    const id = params['id'] ?? '';
    return {
      title: 'Take an invitation back',
      section: 'invitations',
      trail,
      content: card(
        'What happens',
        html`<ul><li>The link of <code>${words(id, 60)}</code> opens nothing any more. Whoever opens it reads that it was taken back.</li><li>Who is at the sign-in at this moment is refused when they come back.</li><li>It cannot be undone; another link can be made.</li></ul>
<div class="acts">${actForm(`/invitations/${encodeURIComponent(id)}/revoke`, formField, 'Take it back', 'danger')}<a class="button quiet" href="/dashboard/invitations">Leave it as it is</a></div>`,
      ),
    };
  },
  async carryOut({ ask, params }) {
    await ask('revokeInvitation', { params: { id: params['id'] ?? '' } });
    return { to: '/invitations' };
  },
});

/** What is done with invitations. */
export const invitationActs: readonly Act[] = [inviteAct, revokeAct];
