import type { AnswerOf } from '@consentry/core/contract';
import type { Html } from '../../http/answer.ts';
import { mark, type Tone } from '../frame/pieces.ts';

/** A sweep as the API tells of it. */
export type SweepShown = AnswerOf<'listSweeps'>['items'][number];

/** The tasks of a broker, and what each does for a customer. */
export const tasks: readonly (readonly [string, string])[] = [
  ['users', 'reads the users'],
  ['token-reach', 'sees for which APIs a token can be had'],
  ['subscriptions', 'reads the subscriptions'],
  ['licences', 'reads the licences'],
  ['relationships', 'reads the GDAP relationships'],
  ['incidents', 'reads the incidents of Defender'],
  ['hunting', 'runs a query of advanced hunting'],
  ['posture', 'judges who is asked for MFA'],
  ['consent-plan', 'compares the consent with what is wanted'],
  ['consent-list', 'lists what is consented to'],
  ['consent-grant', 'grants the consent that is wanted'],
  ['consent-withdraw', 'withdraws the consent'],
];

const states: Readonly<Record<SweepShown['state'], readonly [string, Tone]>> = {
  preparing: ['listing customers', 'quiet'],
  running: ['running', 'good'],
  stopped: ['stopped', 'warn'],
  ended: ['ended', 'quiet'],
};

/** The state of a sweep, as a mark. */
export function stateMark({ state, stoppedBy }: Pick<SweepShown, 'state' | 'stoppedBy'>): Html {
  if (stoppedBy !== undefined) return mark('stopped by trouble', 'bad');
  return mark(...states[state]);
}

/** Whom a failure concerns. */
export type FailureClass = 'caller' | 'retry' | 'consent' | 'tenant' | 'admin' | 'ours';

/** Who must act, by the class of a failure. */
export const classWords: Readonly<Record<FailureClass, string>> = {
  caller: 'the request was wrong',
  retry: 'tried in vain, may work later',
  consent: 'the partner must consent again',
  tenant: 'the customer’s tenant',
  admin: 'an administrator of the partner',
  ours: 'our own set-up',
};

/** How many customers failed, with those whose outcome nobody knows. */
export function failedOf({ failed, unknown }: Pick<SweepShown, 'failed' | 'unknown'>): number {
  return Object.values(failed).reduce((sum, count) => sum + count, 0) + unknown;
}

/** It does nothing more by itself. One that was stopped can be resumed. */
export function isOver({ state }: Pick<SweepShown, 'state'>): boolean {
  return state === 'ended' || state === 'stopped';
}
