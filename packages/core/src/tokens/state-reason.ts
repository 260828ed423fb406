import { type AadstsExplanation, explainAadsts } from '../entra/explain.ts';
import { type ErrorCode, errorTable } from '../error-table.ts';
import type { ConsentryError } from '../errors.ts';

/** Why a grant is in its state: a refusal's code, and Microsoft's number behind it where there was one. */
export interface StateReason {
  readonly code: ErrorCode;
  readonly aadsts: number | undefined;
}

/** A refusal as the reason of a state. */
export function stateReasonOf({ code, facts: { aadsts } }: ConsentryError): string {
  return aadsts === undefined ? code : `${code}:${String(aadsts)}`;
}

/** Undefined for a reason that is no refusal, but a word of its own, such as `answer_lost`. */
export function findStateReason(reason: string): StateReason | undefined {
  const [code = '', number] = reason.split(':');
  if (!Object.hasOwn(errorTable, code)) return undefined;
  return { code: code as ErrorCode, aadsts: number === undefined ? undefined : Number(number) };
}

/** What a number means. Undefined where it is not known, or under another code: there its remedy would send the wrong person. */
export function findMeaning({ code, aadsts }: StateReason): KnownMeaning | undefined {
  const known = aadsts === undefined ? undefined : explainAadsts(aadsts);
  return known?.known === true && known.code === code ? known : undefined;
}

type KnownMeaning = Extract<AadstsExplanation, { readonly known: true }>;
