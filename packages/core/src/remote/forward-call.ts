import { ConsentryError } from '../errors.ts';

/** A GET request to an API of Microsoft that the broker makes, so that no token comes here. */
export interface ForwardedCall {
  /** partner-center, graph, arm or defender. */
  readonly resource: string;
  /** Tenant ids. */
  readonly partner: string;
  /** Left out for Partner Center, where the customer stands in the path. */
  readonly customer?: string | undefined;
  /** Path and query, from the base URL of the API. */
  readonly path: string;
}

/** The header that tells an API's answer from the broker's own. */
export const upstreamHeader = 'consentry-upstream';

/**
 * Where a call is sent, and with which headers.
 * @throws ConsentryError `path_refused` for a path that would be changed on its way
 */
export function describeForward(
  base: string,
  { resource, partner, customer, path }: ForwardedCall,
): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  const url = `${base}/v1/call/${encodeURIComponent(resource)}${path}`;
  const plain = url.split('?', 1)[0];
  if (!path.startsWith('/') || !URL.canParse(url) || new URL(url).href.split('?', 1)[0] !== plain)
    throw new ConsentryError('path_refused');
  const ofCustomer = customer === undefined ? {} : { 'consentry-customer': customer };
  return { url, headers: { 'consentry-partner': partner, ...ofCustomer } };
}

/**
 * Reads what an API answered to a call that was passed on.
 * @returns its JSON, undefined for an empty body
 * @throws ConsentryError `api_refused`, `api_bad_response`
 */
export function readForwarded(status: number, text: string): unknown {
  if (status < 200 || status > 299)
    throw new ConsentryError('api_refused', { facts: { status, ...codeOf(text) } });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ConsentryError('api_bad_response', { facts: { status } });
  }
}

/** Partner Center's `{code}` and Graph's `{error:{code}}`; texts may hold names and stay out. */
function codeOf(text: string): { readonly apiCode?: string } {
  const [, apiCode] = /"code"\s*:\s*"?([A-Za-z0-9._-]{1,64})"?\s*[,}]/.exec(text) ?? [];
  return apiCode === undefined ? {} : { apiCode };
}
