import type { AnswerOf, JsonOperation, Operation } from '@consentry/core/contract';

/** HTML that was built by `hono/html`, so that every value in it is escaped. */
export type Html = { toString(): string } | Promise<{ toString(): string }>;

/** A page, and the cookie that goes with it. */
export interface PageAnswer {
  readonly status: number;
  readonly html: Html;
  readonly cookie?: string;
}

/** What a handler answers: data that is checked against the contract, or a page. */
export type HandlerAnswer<Name extends Operation> = Name extends JsonOperation ? AnswerOf<Name> : PageAnswer;
