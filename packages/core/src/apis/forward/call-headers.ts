/**
 * What passes between a caller and an API, by name. What is not named is dropped, in either direction: credentials,
 * cookies, hop-by-hop headers, and whatever a program in between may have added.
 */

/** What a caller may say to the API. */
const asked: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'client-request-id',
  'consistencylevel',
  'content-encoding',
  'content-language',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'ms-contract-version',
  'ms-continuationtoken',
  'ms-correlationid',
  'ms-partnercenter-application',
  'ms-requestid',
  'odata-maxversion',
  'odata-version',
  'prefer',
  'range',
  'return-client-request-id',
  'x-locale',
  'x-ms-client-request-id',
  'x-ms-correlation-request-id',
]);

/** What the API may say to a caller. `content-length` is among them: the body is passed on as it came. */
const answered: ReadonlySet<string> = new Set([
  'accept-ranges',
  'client-request-id',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'deprecation',
  'etag',
  'ismfacompliant',
  'last-modified',
  'ms-correlationid',
  'ms-cv',
  'ms-requestid',
  'odata-version',
  'preference-applied',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'request-id',
  'retry-after',
  'sunset',
  'vary',
  'x-locale',
  'x-ms-client-request-id',
  'x-ms-correlation-request-id',
  'x-ms-request-id',
]);

const quotas = /^x-ms-ratelimit-[a-z0-9-]{1,64}$/;

/** Headers that name an address. */
const addresses: ReadonlySet<string> = new Set(['azure-asyncoperation', 'content-location', 'location']);

/** What of a caller's headers goes to the API. Names in lower case. */
export function pickAsked(headers: Iterable<readonly [string, string]>): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => asked.has(name)));
}

/**
 * What of the API's headers goes to the caller. An address of the API itself becomes one of the forward calls, which is
 * the only way that the caller has to it; one of another host is dropped: it may carry a credential in itself.
 *
 * @param baseUrl of the API, without a slash at the end
 * @param forwardUrl where the API is reached by forward calls
 */
export function pickAnswered(
  headers: Readonly<Record<string, string>>,
  baseUrl: string,
  forwardUrl: string,
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (answered.has(name) || quotas.test(name)) picked[name] = value;
    const address = addresses.has(name) ? findAddress(value, baseUrl) : undefined;
    if (address !== undefined) picked[name] = forwardUrl + address;
  }
  return picked;
}

/** Path and query from the base URL; undefined for an address that lies elsewhere. */
function findAddress(value: string, baseUrl: string): string | undefined {
  const { origin, pathname } = new URL(baseUrl);
  if (!URL.canParse(value, baseUrl)) return undefined;
  const url = new URL(value, baseUrl);
  const prefix = pathname.replace(/\/$/, '');
  if (url.origin !== origin || url.username !== '' || !url.pathname.startsWith(`${prefix}/`))
    return undefined;
  return url.pathname.slice(prefix.length) + url.search;
}
