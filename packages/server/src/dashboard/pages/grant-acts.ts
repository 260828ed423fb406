import type { AnswerOf, JsonOperation } from '@consentry/core/contract';
import { html } from 'hono/html';
import { z } from 'zod';
import { actForm, card, facts } from '../frame/pieces.ts';
import { words } from '../frame/text.ts';
import { type Act, act, type Visit } from '../place.ts';
import { stateMark } from './grant-words.ts';
import { linkSheet } from './link-sheet.ts';
import { takenBackSheet } from './taken-back-sheet.ts';

const nothing = z.strictObject({});

const grantOf = ({ params }: Visit) => ({ id: params['id'] ?? '' });
const partnerOf = ({ params }: Visit): `/${string}` =>
  `/partners/${encodeURIComponent(params['partner'] ?? '')}`;

const checkAct = act({
  path: '/partners/{partner}/grants/{id}/check',
  least: 'operator',
  isDangerous: false,
  form: nothing,
  done: 'The grant passed the proof: the same account, with MFA. It is healthy.',
  async carryOut(visit) {
    const { partner } = await visit.ask('checkGrant', { params: grantOf(visit) });
    return { to: `/partners/${partner}` };
  },
});

const inviteAct = act({
  path: '/partners/{partner}/grants/{id}/invite',
  least: 'operator',
  isDangerous: false,
  form: nothing,
  done: 'The link was made.',
  async carryOut(visit) {
    const made = await visit.ask('createInvitation', { body: { grant: grantOf(visit).id } });
    return linkSheet(made, partnerOf(visit));
  },
});

type TakingBack = Extract<JsonOperation, 'revokeGrant' | 'purgeGrant' | 'signOutGrant'>;

/** What each way to take a grant back is called, and what it does. */
const ways = {
  revokeGrant: {
    slug: 'revoke',
    title: 'Take a grant back',
    button: 'Take this grant back',
    does: [
      'From now on nothing of this grant is handed out, on any replica.',
      'Its refresh token stays in the vault, unused, and still works for whoever has it and our credential.',
      'To connect again, the person signs in by a new invitation.',
    ],
  },
  purgeGrant: {
    slug: 'purge',
    title: 'Purge a grant',
    button: 'Purge this grant',
    does: [
      'The grant is taken back, and its refresh token is removed: every version, every cache, every replica.',
      'It cannot be undone. What a vault or a backup still keeps is listed afterwards.',
      'To connect again, the person signs in by a new invitation.',
    ],
  },
  signOutGrant: {
    slug: 'sign-out',
    title: 'Sign an account out',
    button: 'Sign this account out everywhere',
    does: [
      'Microsoft ends every session of the account, with every refresh token that it ever got, of whatever program.',
      'Then the grant is taken back here.',
      'It cannot be undone: other programs that use the account need a new sign-in too.',
    ],
  },
} as const satisfies Record<TakingBack, object>;

const doneTitles = {
  revokeGrant: 'The grant was taken back',
  purgeGrant: 'The grant was purged',
  signOutGrant: 'The account was signed out',
} as const;

function takeBackAct(operation: TakingBack): Act {
  const { slug, title, button, does } = ways[operation];
  return act({
    path: `/partners/{partner}/grants/{id}/${slug}`,
    least: 'admin',
    isDangerous: true,
    form: nothing,
    done: `${doneTitles[operation]}.`,
    async confirm(visit) {
      const { id } = grantOf(visit);
      const partner = await visit.ask('getPartner', { params: { partner: visit.params['partner'] ?? '' } });
      const grant = partner.grants.find((one) => one.id === id);
      return {
        title,
        section: 'partners',
        trail: [
          { title: 'Partners', path: '/partners' },
          { title: partner.name ?? partner.partner, path: `/partners/${partner.partner}` },
        ],
        content: card(
          grant === undefined
            ? 'There is no such grant'
            : `Grant of ${words(grant.username ?? grant.subject, 80)}`,
          grant === undefined
            ? html`<p>This partner has no grant with the id <code>${words(id, 60)}</code>.</p>`
            : html`${aboutGrant(grant)}<ul>${does.map((line) => html`<li>${line}</li>`)}</ul><div class="acts">${actForm(`/partners/${partner.partner}/grants/${grant.id}/${slug}`, visit.formField, button, 'danger')}<a class="button quiet" href="/dashboard/partners/${partner.partner}">Leave it as it is</a></div>`,
        ),
      };
    },
    async carryOut(visit) {
      const back = await visit.ask(operation, { params: grantOf(visit) });
      return takenBackSheet(doneTitles[operation], back, partnerOf(visit));
    },
  });
}

function aboutGrant({ state, id, subject }: AnswerOf<'getPartner'>['grants'][number]) {
  return facts([
    ['State', stateMark(state)],
    ['Account', html`<code>${subject}</code>`],
    ['Id', html`<code>${id}</code>`],
  ]);
}

/** What is done with a grant. */
export const grantActs: readonly Act[] = [
  checkAct,
  inviteAct,
  takeBackAct('revokeGrant'),
  takeBackAct('purgeGrant'),
  takeBackAct('signOutGrant'),
];
