import { type ErrorCode, type ErrorEntry, errorTable } from './error-table.ts';

export type { Actor, ErrorCode, ErrorEntry, FailureClass, Retry } from './error-table.ts';
export { errorTable } from './error-table.ts';

/** Values that are safe to show to anyone who may see the error: ids, numbers, instants. Never a secret. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;

/** What an error may say of this one case instead of what its row of the table says of all. */
export interface ConsentryErrorOptions {
  /** What happened to *this* request, where the table's sentence is not precise enough. */
  readonly message?: string;
  /** What to do in *this* case, where the table's sentence is not precise enough. */
  readonly remedy?: string;
  readonly facts?: Facts;
  /** How long to wait before it makes sense to try again. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * The one error of Consentry. `code` is stable and documented in `docs/errors.md`; `message` says what
 * happened, `remedy` what a named person does next. Neither holds a secret.
 */
export class ConsentryError extends Error {
  override readonly name = 'ConsentryError';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly facts: Facts;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, options: ConsentryErrorOptions = {}) {
    const entry: ErrorEntry = errorTable[code];
    super(
      options.message ?? entry.message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.remedy = options.remedy ?? entry.remedy;
    this.facts = options.facts ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The row of the table: HTTP status, whether to retry, who must act. */
  get entry(): ErrorEntry {
    return errorTable[this.code];
  }
}

/** True for a ConsentryError, of the named code if one is given. */
export function isConsentryError(error: unknown): error is ConsentryError;
export function isConsentryError<Code extends ErrorCode>(
  error: unknown,
  code: Code,
): error is ConsentryError & { readonly code: Code };
export function isConsentryError(error: unknown, code?: ErrorCode): boolean {
  return error instanceof ConsentryError && (code === undefined || error.code === code);
}

/** The same refusal, said more exactly. Its code, its cause and how long to wait stay. */
export function withWords(
  { code, message, remedy, facts, retryAfterMs, cause }: ConsentryError,
  words: Pick<ConsentryErrorOptions, 'message' | 'remedy' | 'facts'>,
): ConsentryError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ConsentryError(code, { message, remedy, facts, cause, ...wait, ...words });
}
