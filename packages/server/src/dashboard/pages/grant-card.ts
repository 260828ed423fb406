import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { actForm, card, facts, mark } from '../frame/pieces.ts';
import { when, words } from '../frame/text.ts';
import type { Visit } from '../place.ts';
import { mfaMark, moment, shortly, stateMark } from './grant-words.ts';

type Grant = AnswerOf<'getPartner'>['grants'][number];

/** A grant with its evidence, and what may be done with it. */
export function grantCard(grant: Grant, partner: string, visit: Visit): Html {
  const { now } = visit;
  const { username, displayName, scopes, purged } = grant;
  return card(
    `Grant of ${words(username ?? grant.subject, 80)}`,
    html`${facts([
      [
        'State',
        html`${stateMark(grant.state)} <span class="soft">${reasonOf(grant)} since</span> ${moment(grant.stateSince, now)}`,
      ],
      ['Proof of MFA', evidenceOf(grant)],
      ['At Partner Center', saidOf(grant, now)],
      [
        'Account',
        html`${displayName === undefined ? '' : html`${words(displayName, 80)}, `}<code>${grant.subject}</code>`,
      ],
      ['Consented', moment(grant.consentedAt, now)],
      ['Refresh token', refreshTokenOf(grant, now)],
      [
        'Application',
        html`<code>${grant.application}</code>${grant.isPublicClient ? html` ${mark('No credential', 'warn')}` : ''}`,
      ],
      ['Purged', purged && html`${purgeWords[purged.outcome]}, ${when(purged.at)}`],
      ['Id', html`<code>${grant.id}</code>`],
    ])}
<details><summary>${scopes.length === 1 ? 'One permission' : `${scopes.length} permissions`}</summary><ul>${scopes.slice(0, 100).map((scope) => html`<li><code>${words(scope)}</code></li>`)}</ul></details>
${actsOf(grant, partner, visit)}`,
  );
}

/** A code that the broker gave, as words. */
const reasonOf = ({ stateReason }: Grant): string => words(stateReason.replaceAll('_', ' '), 60);

const purgeWords = {
  destroyed: 'Nothing of the refresh token is left',
  recoverable: 'Deleted, and can be recovered for a while',
  disabled: 'Lies in the vault, disabled',
  unfinished: 'Not finished: purge it again',
} as const;

function evidenceOf({ mfa, amr }: Grant): Html {
  const how =
    amr.length === 0 ? 'the sign-in named no method' : `methods of the sign-in: ${words(amr.join(', '))}`;
  return html`${mfaMark(mfa)} <span class="soft">${mfa === 'confirmed' ? how : `an operator accepted it; ${how}`}</span>`;
}

function saidOf({ mfaAtPartnerCenter: said }: Grant, now: number): Html {
  if (said === undefined)
    return html`<span class="soft">Not seen yet: no call of Partner Center was made with it</span>`;
  const { isCompliant, seenAt, refusedAt } = said;
  return html`${isCompliant ? mark('Counts as MFA', 'good') : mark('Does not count as MFA', 'bad')} <span class="soft">since</span> ${moment(seenAt, now)}${refusedAt === undefined ? '' : html`; a call was refused ${shortly(refusedAt, now)}`}`;
}

function refreshTokenOf({ sealedAt, refreshTokenEndsAt, version, state }: Grant, now: number): Html {
  const sealed = html`version ${version}, sealed ${shortly(sealedAt, now)}`;
  if (state === 'revoked') return sealed;
  return html`${sealed}; if nobody uses it, forgotten ${shortly(refreshTokenEndsAt, now)}`;
}

function actsOf({ id, state, isPublicClient }: Grant, partner: string, { may, formField }: Visit): Html {
  const path = `/partners/${partner}/grants/${id}`;
  const daily = may('operator')
    ? html`${state === 'held' ? actForm(`${path}/check`, formField, 'Put it to the proof', 'plain') : ''}${state === 'revoked' || isPublicClient ? '' : actForm(`${path}/invite`, formField, 'Invite this account again', 'quiet')}`
    : '';
  const dangerous = may('admin')
    ? html`${state === 'revoked' ? '' : html`<a class="button danger" href="/dashboard${path}/revoke">Take back</a><a class="button danger" href="/dashboard${path}/sign-out">Sign the account out</a>`}<a class="button danger" href="/dashboard${path}/purge">Purge</a>`
    : '';
  if (daily === '' && dangerous === '') return html``;
  return html`<div class="acts">${daily}${dangerous}</div>`;
}
