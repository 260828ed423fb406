import { type ConsentryError, isConsentryError } from '@consentry/core';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { notice } from '../frame/pieces.ts';
import { remedy } from './remedy.ts';

/** What was read, or why it was not. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: ConsentryError };

/** Reads one part of a page: where it is refused, the others are shown all the same. */
export async function attempt<T>(work: Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work };
  } catch (thrown) {
    if (!isConsentryError(thrown)) throw thrown;
    return { ok: false, refusal: thrown };
  }
}

/** Shows what was read, or that it was not, why, and what to do. @param what for a sentence: “The forecast” */
export function shown<T>(what: string, read: Attempt<T>, draw: (value: T) => Html): Html {
  if (read.ok) return draw(read.value);
  const { message, remedy: toDo, code } = read.refusal;
  return notice(
    html`<p><strong>${what} could not be read.</strong> ${message} (<code>${code}</code>)</p><p>${remedy(toDo)}</p>`,
    'warn',
  );
}
