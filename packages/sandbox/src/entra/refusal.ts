import { AADSTS } from './aadsts.ts';
import type { AadstsCode, AadstsEntry } from './aadsts.ts';

/** What is filled into the text of a refusal. */
export type RefusalFacts = Record<string, string>;

/** A refusal as its answer needs it. */
export interface Refusal {
  readonly code: number;
  /** The text, beginning with `AADSTS` and the number. */
  readonly message: string;
  readonly entry: Omit<AadstsEntry, 'cause' | 'text'>;
  /** A claims challenge that the client must bring along to its next authorize request. */
  readonly claims: object | undefined;
}

/** Entra says no. Thrown by the steps of an endpoint; the endpoint puts it into its channel. */
export class EntraRefusal extends Error implements Refusal {
  readonly code: AadstsCode;
  /** A claims challenge that the client must bring along to its next authorize request. */
  readonly claims: object | undefined;

  constructor(code: AadstsCode, facts: RefusalFacts = {}, claims?: object) {
    super(writeText(code, facts));
    this.name = 'EntraRefusal';
    this.code = code;
    this.claims = claims;
  }

  /** The row of the table. */
  get entry(): AadstsEntry {
    return AADSTS[this.code];
  }
}

function writeText(code: AadstsCode, facts: RefusalFacts): string {
  const text: string = AADSTS[code].text;
  return `AADSTS${code}: ${text.replaceAll(/\{(\w+)\}/g, (_blank, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new TypeError(`AADSTS${code} needs the fact ${name}`);
    return fact;
  })}`;
}
