import type { NextLinkDefect } from './fault-rule.ts';

const ELSEWHERE = 'https://elsewhere.example';
const TOKEN_HEADER = 'MS-ContinuationToken';
/** What says in a query where a page begins. */
const PLACE_NAMES = ['seekOperation', '$skiptoken', '$skip'];

/** Spoils the link to the next page, in the form that a list has: Partner Center's, OData's or ARM's. What is no list stays as it is. */
export async function spoilNextLink(
  response: Response,
  request: Request,
  defect: NextLinkDefect,
): Promise<Response> {
  const text = await response.text();
  const body = readObject(text);
  const init = { status: response.status, statusText: response.statusText, headers: response.headers };
  if (body === undefined) return new Response(text, init);
  if (Array.isArray(body['items'])) spoilLinks(body, request, defect);
  else if (Array.isArray(body['value'])) spoilUrl(body, request, defect);
  return new Response(JSON.stringify(body), init);
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function spoilLinks(body: Record<string, unknown>, request: Request, defect: NextLinkDefect): void {
  const token = request.headers.get(TOKEN_HEADER);
  const sameToken = token === null || defect === 'first-page' ? [] : [{ key: TOKEN_HEADER, value: token }];
  const { pathname, search } = spoil(request, defect);
  const path = `${pathname}${search}`;
  const uri = defect === 'other-host' ? `${ELSEWHERE}${path}` : path;
  const links = typeof body['links'] === 'object' ? body['links'] : {};
  body['links'] = { ...links, next: { uri, method: 'GET', headers: sameToken } };
}

function spoilUrl(body: Record<string, unknown>, request: Request, defect: NextLinkDefect): void {
  const isOdata = Object.keys(body).some((name) => name.startsWith('@odata.'));
  const { href, pathname, search } = spoil(request, defect);
  body[isOdata ? '@odata.nextLink' : 'nextLink'] =
    defect === 'other-host' ? `${ELSEWHERE}${pathname}${search}` : href;
}

function spoil({ url: asked }: Request, defect: NextLinkDefect): URL {
  const url = new URL(asked);
  if (defect === 'first-page') for (const name of PLACE_NAMES) url.searchParams.delete(name);
  return url;
}
