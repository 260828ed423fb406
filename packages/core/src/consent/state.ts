import type { Random } from '../ports.ts';
import { unguessable } from './consent-request.ts';
import { readState } from './take-flow.ts';

/**
 * Makes the `state` of a request: 256 random bits, and after a dot the language in which the person reads, where it is known. It
 * stands there because it must come back with every answer: a refusal is to be read also where no flow is found.
 *
 * @param language BCP 47, two or three letters
 */
export function createState(random: Random, language: string | undefined): string {
  return language === undefined ? unguessable(random) : `${unguessable(random)}.${language}`;
}

/**
 * The language in which an answer's reader reads, as its `state` says; undefined where it says none. It came back in a browser: take
 * it as a wish among languages that there are, and as nothing else. A state that somebody changed belongs to no flow.
 */
export function findStateLanguage(fields: URLSearchParams): string | undefined {
  return /\.([a-z]{2,3})$/.exec(readState(fields) ?? '')?.[1];
}
