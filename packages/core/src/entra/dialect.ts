import type { EndpointVersion } from './endpoints.ts';

/** What the authorize endpoint answers: a code, or a code together with a signed id_token (hybrid flow). */
export type ResponseType = 'code' | 'code id_token';

/**
 * How Entra is spoken to. With v1 the id_token has to come with the code: the token endpoint of v1 sends one
 * that may be unsigned, and identity is taken from a signed one only.
 */
export type Dialect =
  | { readonly endpoints: 'v2'; readonly responseType: ResponseType }
  | { readonly endpoints: 'v1'; readonly responseType: 'code id_token' };

/** What Microsoft's documents describe first, and what a broker speaks unless it is told otherwise. */
export const standardDialect: Dialect = { endpoints: 'v2', responseType: 'code' };

/** Puts a dialect together. @returns undefined for v1 with `code`, which names nobody that could be believed */
export function findDialect(endpoints: EndpointVersion, responseType: ResponseType): Dialect | undefined {
  if (endpoints === 'v2') return { endpoints, responseType };
  return responseType === 'code' ? undefined : { endpoints, responseType };
}
