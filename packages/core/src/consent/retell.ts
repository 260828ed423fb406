import { ConsentryError, type ConsentryErrorOptions, type ErrorCode, isConsentryError } from '../errors.ts';

/** What is said of a code to this reader, where the table speaks to another one. */
export type Words = Partial<Record<ErrorCode, Pick<ConsentryErrorOptions, 'message' | 'remedy'>>>;

/** The same refusal for another reader; what is not among the words is given back as it is. */
export function retell(error: unknown, words: Words): unknown {
  const known = isConsentryError(error) ? words[error.code] : undefined;
  if (!isConsentryError(error) || known === undefined) return error;
  const { code, message, facts } = error;
  return new ConsentryError(code, { message, ...known, facts, cause: error });
}
