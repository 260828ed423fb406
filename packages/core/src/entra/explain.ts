import { type Actor, type ErrorCode, errorTable, type FailureClass } from '../error-table.ts';
import { aadsts, aadstsCheckedAt } from './aadsts.ts';

/** What is known here of one AADSTS number. */
export interface AadstsEntry {
  readonly number: number;
  readonly meaning: string;
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly vague: boolean;
  readonly actor: Actor;
  readonly retryAfterMs?: number;
}

/** What is known of a number of Entra’s. One that is not in the table says so, and guesses nothing. */
export type AadstsExplanation =
  | {
      readonly known: true;
      readonly number: number;
      readonly meaning: string;
      readonly code: ErrorCode;
      readonly failureClass: FailureClass;
      readonly actor: Actor;
      readonly remedy: string;
      /** Day on which the meaning was compared with Microsoft's list, such as `2026-11-20`. */
      readonly checkedAt: string;
      readonly lookUp: string;
    }
  | { readonly known: false; readonly number: number; readonly lookUp: string };

const entries: ReadonlyMap<number, AadstsEntry> = new Map(
  aadsts.flatMap(({ numbers, vague = false, ...group }) =>
    Object.entries(numbers).map(([key, meaning]) => {
      const number = Number(key);
      const { actor } = errorTable[group.code];
      return [number, { number, meaning, vague, actor, ...group }] as const;
    }),
  ),
);

/** Every number of the table, in order. */
export const aadstsNumbers: readonly number[] = [...entries.keys()].toSorted((one, other) => one - other);

/** What is known of a number; undefined for one that is not in the table. */
export function findAadsts(number: number): AadstsEntry | undefined {
  return entries.get(number);
}

/**
 * Explains an AADSTS number, or says that it is not known here. The failure class is that of an answer of the
 * partner's own tenant; see {@link aadsts}.
 */
export function explainAadsts(number: number): AadstsExplanation {
  const lookUp = lookUpAadsts(number);
  const entry = findAadsts(number);
  if (!entry) return { known: false, number, lookUp };
  const { meaning, code, actor, remedy } = entry;
  return {
    known: true,
    number,
    meaning,
    code,
    failureClass: errorTable[code].failureClass,
    actor,
    remedy,
    checkedAt: aadstsCheckedAt,
    lookUp,
  };
}

/** Microsoft's own page for a number. It answers for numbers that are not known here as well. */
export function lookUpAadsts(number: number): string {
  return `https://login.microsoftonline.com/error?code=${number}`;
}
