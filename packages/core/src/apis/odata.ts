import { ConsentryError } from '../errors.ts';

/** What is asked of a collection. */
export interface ODataQuery {
  /** The fields that are wanted; without it those that the API chooses. */
  readonly select?: readonly string[] | undefined;
  /** An expression. Values in it are written by {@link odataText}, or they could end their quotes. */
  readonly filter?: string | undefined;
  /** How many items are on a page. */
  readonly top?: number | undefined;
  readonly skip?: number | undefined;
}

/**
 * Writes a text for a filter: in quotes, with those inside doubled.
 *
 * @throws ConsentryError `invalid_request` for control characters
 * @see OData Version 4.01, Part 2: URL Conventions, 5.1.1.14.1 "Primitive Literals"
 */
export function odataText(text: string): string {
  if (/\p{Cc}/u.test(text))
    throw new ConsentryError('invalid_request', { message: 'A value of a filter holds control characters.' });
  return `'${text.replaceAll("'", "''")}'`;
}

/** Writes a query, with its question mark; nothing where nothing is asked. */
export function odataQuery({ top, skip, select, filter }: ODataQuery): string {
  const parts = [
    top === undefined ? [] : [`$top=${top}`],
    skip === undefined || skip === 0 ? [] : [`$skip=${skip}`],
    select === undefined ? [] : [`$select=${select.map(encodeURIComponent).join(',')}`],
    filter === undefined ? [] : [`$filter=${encodeURIComponent(filter)}`],
  ].flat();
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
