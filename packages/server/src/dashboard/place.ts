import type { AnswerOf, JsonOperation, LinesOperation, RequestOf } from '@consentry/core/contract';
import type { z } from 'zod';
import type { Html, LinesAnswer } from '../http/answer.ts';
import type { Role, SignedIn } from './signed-in.ts';

/**
 * Carries out an operation of the HTTP API in the name of whoever is signed in, with its checks and records. So the
 * dashboard shows and does nothing that a program with the operator key could not.
 *
 * @throws ConsentryError whatever the operation refuses with
 */
export type Ask = <Name extends JsonOperation>(
  operation: Name,
  // An operation without input takes an empty object.
  request: RequestOf<Name>,
) => Promise<AnswerOf<Name>>;

/** As {@link Ask}, of operations that answer lines. */
export type AskLines = <Name extends LinesOperation>(
  operation: Name,
  request: RequestOf<Name>,
) => Promise<LinesAnswer>;

/** What a page or an act works with. */
export interface Visit {
  readonly who: SignedIn;
  /** Parts of the path by the names that the place gives them, decoded; unchecked. */
  readonly params: Readonly<Record<string, string>>;
  /** Unchecked. */
  readonly query: URLSearchParams;
  readonly ask: Ask;
  readonly askLines: AskLines;
  /** Epoch milliseconds. */
  readonly now: number;
  /** A hidden field that every form must hold: it proves that the form is ours. */
  readonly formField: Html;
  /** Whether whoever is signed in has this role: what they may not do is not offered. */
  may(role: Role): boolean;
}

/** Where a page stands in the navigation. */
export type Section =
  | 'overview'
  | 'partners'
  | 'invitations'
  | 'sweeps'
  | 'posture'
  | 'callers'
  | 'audit'
  | 'credentials'
  | 'settings';

/** What a page shows. */
export interface Sheet {
  readonly title: string;
  readonly section: Section;
  /** From the overview down to this page, without it. Paths below the dashboard. */
  readonly trail?: readonly { readonly title: string; readonly path: string }[];
  readonly content: Html;
  /**
   * Ids of elements in the content that are kept up to date while the page is open, each with what stands in it now. See
   * {@link part}: the content holds them too, so that the page is whole without a script.
   */
  readonly parts?: Readonly<Record<string, Html>>;
}

/** A file to keep. */
export interface Download {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: string | ReadableStream<Uint8Array>;
}

/** A document of its own in the browser, such as a report: it brings its own security policy. */
export interface Document {
  readonly contentType: string;
  readonly contentSecurityPolicy: string;
  readonly body: string;
}

/** A page: what GET shows. */
export interface Page {
  /** Below the dashboard, with `{name}` for one part that varies. */
  readonly path: `/${string}`;
  /** The least role that sees it. */
  readonly least: Role;
  show(visit: Visit): Promise<Sheet | Download | Document>;
}

/** What became of an act: on to a page that tells of it, or what can be shown once only. */
export type Outcome = { readonly to: `/${string}` } | Sheet;

/** An act: what POST does. */
export interface Act<Form extends z.ZodObject = z.ZodObject> {
  readonly path: `/${string}`;
  readonly least: Role;
  /** It cannot be taken back, or opens doors: whoever does it must have signed in within the last minutes. */
  readonly isDangerous: boolean;
  /** Of the fields of the form: strict, all of them text. */
  readonly form: Form;
  /** What the page that it leads to says, in one sentence. */
  readonly done: string;
  /** Asked before it is carried out, at the same path by GET; every dangerous act has it. Its form posts to that path. */
  confirm?(visit: Visit): Promise<Sheet>;
  carryOut(visit: Visit, form: z.output<Form>): Promise<Outcome>;
}

/** Checks the type of an act by its form. */
export const act = <Form extends z.ZodObject>(definition: Act<Form>): Act => definition;
