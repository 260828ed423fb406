import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { mark, type Tone } from '../frame/pieces.ts';
import { shortly } from './grant-words.ts';

type Reach = AnswerOf<'getCustomer'>['reach'][number];

/** The APIs of the access matrix, in the order of its columns. */
export const matrixApis = [
  { resource: 'graph', name: 'Graph' },
  { resource: 'arm', name: 'ARM' },
  { resource: 'defender', name: 'Defender' },
] as const;

/** How the reach of an API is called, and how it looks. */
export const reachStates: Readonly<Record<Reach['state'], { readonly name: string; readonly tone: Tone }>> = {
  works: { name: 'Works', tone: 'good' },
  regained: { name: 'Works again', tone: 'good' },
  lost: { name: 'Lost', tone: 'bad' },
  never: { name: 'Never worked', tone: 'warn' },
};

/** A code of ours, or Microsoft's number where there is one. */
export function causeOf(
  because: { readonly code: string; readonly aadsts?: number | undefined } | undefined,
): string {
  if (because === undefined) return '';
  return because.aadsts === undefined ? because.code : `AADSTS${because.aadsts}`;
}

/** A cell of the access matrix. What nobody looked at is said to be so: it is neither. */
export function reachCell(reach: readonly Reach[], resource: Reach['resource'], now: number): Html {
  const one = reach.find((each) => each.resource === resource);
  if (one === undefined) return html`<span class="soft brief">Not looked at</span>`;
  const { name, tone } = reachStates[one.state];
  const cause = causeOf(one.because);
  return html`${mark(name, tone)} <span class="soft">${shortly(one.since, now)}${cause === '' ? '' : html`, ${cause}`}</span>`;
}
