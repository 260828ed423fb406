import type {
  AnswerOf,
  DashboardOperation,
  FileOperation,
  JsonOperation,
  LinesOperation,
  Operation,
  StreamOperation,
} from '@consentry/core/contract';
import type { Reply } from './incoming.ts';

/** HTML that was built by `hono/html`, so that every value in it is escaped. */
export type Html = { toString(): string } | Promise<{ toString(): string }>;

/** A page, and the cookie that goes with it. */
export interface PageAnswer {
  readonly status: number;
  readonly html: Html;
  readonly cookie?: string;
}

/** Another API's answer, passed on as it comes. */
export interface StreamAnswer {
  readonly status: number;
  /** All that goes on; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a status that has none. Cancelled when whoever asked is gone. */
  readonly body: ReadableStream<Uint8Array> | null;
}

/** A file, sealed before it leaves. */
export interface FileAnswer {
  /** Cancelled when whoever asked is gone. */
  readonly body: ReadableStream<Uint8Array>;
}

/** Lines of JSON or CSV. */
export interface LinesAnswer {
  readonly contentType: string;
  /** Cancelled when whoever asked is gone. */
  readonly body: ReadableStream<Uint8Array>;
}

/** What a handler answers: data that is checked against the contract, a page, what the dashboard shows, a file, or what another API answered. */
export type HandlerAnswer<Name extends Operation> = Name extends JsonOperation
  ? AnswerOf<Name>
  : Name extends StreamOperation
    ? StreamAnswer
    : Name extends FileOperation
      ? FileAnswer
      : Name extends LinesOperation
        ? LinesAnswer
        : Name extends DashboardOperation
          ? Reply
          : PageAnswer;
