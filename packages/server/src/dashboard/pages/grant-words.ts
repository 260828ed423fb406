import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { mark, type Tone } from '../frame/pieces.ts';
import { fromNow, when } from '../frame/text.ts';

/** The state of the grant of a partner, or that it has none. */
export type PartnerState = AnswerOf<'listPartners'>['items'][number]['state'];
/** An end that is foretold. */
export type End = AnswerOf<'getOverview'>['ends']['items'][number];

/** What the state of a grant is called, and how it looks. */
export const grantStates: Readonly<Record<PartnerState, { readonly name: string; readonly tone: Tone }>> = {
  healthy: { name: 'Healthy', tone: 'good' },
  admin_needed: { name: 'Administrator needed', tone: 'warn' },
  consent_needed: { name: 'Consent needed', tone: 'bad' },
  held: { name: 'Held', tone: 'bad' },
  revoked: { name: 'Taken back', tone: 'quiet' },
  none: { name: 'No grant', tone: 'quiet' },
};

/** The state of a grant, as a mark. */
export function stateMark(state: PartnerState): Html {
  const { name, tone } = grantStates[state];
  return mark(name, tone);
}

/** What is known of the MFA of a grant. */
export function mfaMark(mfa: 'confirmed' | 'overridden' | undefined): Html {
  if (mfa === undefined) return html`<span class="soft">No grant</span>`;
  return mfa === 'confirmed' ? mark('Confirmed', 'good') : mark('Not proven', 'warn');
}

/** What an end comes of. */
export const endCauses: Readonly<Record<End['cause'], string>> = {
  inactivity: 'Not used for 90 days',
  'sign-in-frequency': 'A policy wants a new sign-in',
  credential: 'Our own credential ends',
  gdap: 'The last GDAP relationship ends',
};

/** What failures are called by whom they concern. */
export const failureClasses: Readonly<
  Record<
    AnswerOf<'getOverview'>['tokens']['failures'][number]['class'],
    { readonly name: string; readonly tone: Tone }
  >
> = {
  caller: { name: 'The request of the caller', tone: 'quiet' },
  retry: { name: 'Passes by itself', tone: 'quiet' },
  consent: { name: 'A person must consent again', tone: 'warn' },
  tenant: { name: 'A customer’s tenant', tone: 'warn' },
  admin: { name: 'A partner’s administrator', tone: 'bad' },
  ours: { name: 'Our own set-up', tone: 'bad' },
};

/** An instant as far from now as it is; the date stands beside it. */
export function moment(at: string, now: number): Html {
  return html`<time datetime="${at}">${when(at)} <span class="soft">(${fromNow(at, now)})</span></time>`;
}

/** The same where there is little room. */
export function shortly(at: string, now: number): Html {
  return html`<time class="brief" datetime="${at}" title="${when(at)}">${fromNow(at, now)}</time>`;
}

/** How soon an end is. */
export function endTone(at: string, now: number): Tone {
  const days = (Date.parse(at) - now) / 86_400_000;
  return days <= 7 ? 'bad' : days <= 30 ? 'warn' : 'quiet';
}
