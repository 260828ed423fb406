import type { LimitName } from '../call-limits.ts';

/**
 * One operation of Partner Center, as data: a row of the table. A method of the typed client follows from each
 * ({@link PartnerCenter}), and a line of `docs/partner-center.md`.
 */
export interface Operation {
  /**
   * Method, and path as a URI template (RFC 6570): `{name}` in the path is an argument, in the query one that must be given;
   * `{?a,b}` or `{&a,b}` names what may be given.
   */
  readonly request: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'} /${string}`;
  readonly answer: Answer<AnswerKind, unknown>;
  readonly body?: Body<unknown>;
  readonly access: OperationAccess;
  /**
   * That the body’s own `attributes.etag` goes with the request. `required`: Microsoft asks for it. `if-given`: a body that
   * has none is sent without.
   */
  readonly etag?: 'required' | 'if-given';
  /** A limit of its own, beside that of the API. */
  readonly limit?: LimitName;
  /** Microsoft’s page, below {@link pagesUrl}. */
  readonly source: string;
  /** When the page said so. {@link pagesCheckedAt} unless given. */
  readonly checkedAt?: string;
}

/**
 * With which tokens Microsoft says that it can be called. `both`: of an application alone, or of application and account.
 * `varies`: Microsoft does not say, or says different things.
 */
export type OperationAccess = 'both' | 'app+user' | 'varies';

/** Where Microsoft describes the operations. */
export const pagesUrl = 'https://learn.microsoft.com/partner-center/developer/';
/** The month of the pages that the rows were made from. */
export const pagesCheckedAt = '2023-10';

/**
 * What an answer holds. `pages`: a collection, all of whose pages are read; one without links has one page. `header-pages`: one
 * whose continuation stands in a header of the answer. `array`: a bare array. `exists`: 200 is yes and 404 is no.
 */
export type AnswerKind = 'pages' | 'header-pages' | 'array' | 'one' | 'nothing' | 'exists';

/** The kind of an answer, and the type of what it gives. */
export interface Answer<Kind extends AnswerKind, Type> {
  readonly kind: Kind;
  /** Makes one thing of the spellings in which Microsoft’s answers come. */
  readonly read?: (item: unknown) => Type;
}

/** The type of a body. It has no value. */
export interface Body<Type> {
  readonly type?: Type;
}

/** Fields that nobody has written down yet. */
export type Fields = Readonly<Record<string, unknown>>;

export const pages = <Item = Fields>(read?: (item: unknown) => Item): Answer<'pages', Item> => ({
  kind: 'pages',
  ...(read && { read }),
});
export const headerPages = <Item = Fields>(): Answer<'header-pages', Item> => ({ kind: 'header-pages' });
export const array = <Item = Fields>(): Answer<'array', Item> => ({ kind: 'array' });
export const one = <Type = Fields>(): Answer<'one', Type> => ({ kind: 'one' });
export const nothing: Answer<'nothing', void> = { kind: 'nothing' };
export const exists: Answer<'exists', boolean> = { kind: 'exists' };
export const body = <Type = Fields>(): Body<Type> => ({});

/** A group of operations. */
export type Operations = Readonly<Record<string, Operation>>;
