import { type AuditEvent, type AuditSink, type Clock, ConsentryError } from '@consentry/core';
import { type Endpoint, endpoints, type Listener, type Operation } from '@consentry/core/contract';
import { Hono } from 'hono';
import type { Authenticator, Principal } from '../access/authenticate.ts';
import type { RateLimiter } from '../access/rate-limiter.ts';
import type { Log } from '../log.ts';
import type { RequestWatch } from '../observe/watch-requests.ts';
import { type Admission, createAdmission } from './admission.ts';
import type { PageAnswer, StreamAnswer } from './answer.ts';
import { readCookies } from './cookies.ts';
import { type Exchange, traceOf } from './exchange.ts';
import { isPlainTarget } from './plain-target.ts';
import { readBody } from './read-body.ts';
import { readInput } from './read-input.ts';
import { plainRefusalEvent, RecordedRefusal } from './refusal.ts';
import { refuseWithJson, toConsentryError } from './refuse.ts';
import { commonHeaders, pageHeaders } from './security-headers.ts';

/** A handler as the listener sees it; `routes/` gives it its exact types. */
export type AnyHandler = (exchange: Exchange<Operation>) => Promise<unknown>;

export interface ListenerDeps {
  readonly handlers: Readonly<Record<Operation, AnyHandler>>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly rateLimiter: RateLimiter;
  readonly audit: AuditSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: RequestWatch;
  readonly createRequestId: () => string;
  /** How many requests may be under way at once; those for health are not counted. */
  readonly maxInFlight: number;
  /** The origin of the cloud's login host. */
  readonly loginOrigin: string;
  /** Looks at a request before anything else does. @throws ConsentryError when it may not come in at all */
  readonly admit?: (request: Request) => void;
  /** Draws the page of a refusal. */
  readonly refusalPage: (error: ConsentryError, requestId: string) => PageAnswer;
}

/** What the socket knows of a request. */
export interface Connection {
  readonly address?: string;
  /** Path and query as they stood in the request line: in the URL of a `Request` dots are resolved already. */
  readonly target?: string | undefined;
  /** Ends the connection before the answer is complete. */
  readonly breakOff?: () => void;
}

export type HttpHandler = (request: Request, connection?: Connection) => Promise<Response>;

const formType = 'application/x-www-form-urlencoded';

/** One request on its way through. */
interface Passage {
  readonly operation: Operation;
  readonly endpoint: Endpoint;
  readonly requestId: string;
  readonly address: string | undefined;
  readonly connection: Connection;
  principal?: Principal | undefined;
  error?: ConsentryError | undefined;
}

/**
 * Makes the routes of one listener from the contract. Each request goes the same way: who calls, what is
 * asked, the handler, the check of its answer. A refusal is JSON or a page, as the endpoint is.
 */
export function createListener(listener: Listener, deps: ListenerDeps): HttpHandler {
  const hono = new Hono<{ Bindings: Connection }>();
  const own = (Object.keys(endpoints) as Operation[]).filter((name) => endpoints[name].listener === listener);
  const admission = createAdmission(deps.maxInFlight, deps.log);
  const enter = (operation: Operation, connection: Connection): Passage => ({
    operation,
    endpoint: endpoints[operation],
    requestId: deps.createRequestId(),
    address: connection.address,
    connection,
  });

  for (const operation of own) {
    hono.on(endpoints[operation].method, honoPath(operation), (context) =>
      pass(
        deps,
        admission,
        enter(operation, context.env),
        context.req.raw,
        context.req.param() as Record<string, string>,
      ),
    );
  }
  for (const operation of own) {
    hono.all(honoPath(operation), (context) =>
      refuse(deps, enter(operation, context.env), new ConsentryError('method_not_allowed')),
    );
  }
  const refuseAnybody = async (error: ConsentryError): Promise<Response> => {
    const requestId = deps.createRequestId();
    return listener === 'public'
      ? toResponse(deps, deps.refusalPage(error, requestId), requestId)
      : refuseWithJson(error, requestId);
  };
  hono.notFound(() => refuseAnybody(new ConsentryError('not_found')));
  // What a handler throws is refused before it gets here; here the refusing itself failed, so nothing is drawn.
  hono.onError((err) => {
    const requestId = deps.createRequestId();
    deps.log.error({ err, requestId }, 'a refusal could not be answered');
    return refuseWithJson(new ConsentryError('internal_error'), requestId);
  });
  return async (request, connection = {}) =>
    isReadAsItCame(request, connection)
      ? hono.fetch(request, connection)
      : refuseAnybody(new ConsentryError('path_refused', { facts: { reason: 'read differently' } }));
}

/** A path that somebody may read in another way, or that reading changed, would be checked as one path and meant as another. */
function isReadAsItCame(request: Request, { target }: Connection): boolean {
  const { pathname } = new URL(request.url);
  return isPlainTarget(target ?? pathname) && (target ?? pathname).split('?', 1)[0] === pathname;
}

function honoPath(operation: Operation): string {
  return endpoints[operation].path.replace(/\{\w+\.\.\.\}$/, '*').replaceAll(/\{(\w+)\}/g, ':$1');
}

/** RFC 9110 §15.5.6: a 405 names what would be allowed. */
function allowedMethods(operation: Operation): string {
  const { path } = endpoints[operation];
  return Object.values(endpoints)
    .filter((endpoint) => endpoint.path === path)
    .map(({ method }) => method)
    .join(', ');
}

/** Whoever asks after the health of the broker hears of it however much there is to do. */
const uncounted: readonly Operation[] = ['health', 'readiness'];

async function pass(
  deps: ListenerDeps,
  admission: Admission,
  passage: Passage,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  if (uncounted.includes(passage.operation)) return answerOrRefuse(deps, passage, request, params);
  // Counted, but neither recorded nor logged one by one: it must cost as little as can be.
  if (!admission.enter()) return deps.watch(passage, request, async () => shed(deps, passage));
  try {
    return await answerOrRefuse(deps, passage, request, params);
  } finally {
    admission.leave();
  }
}

const comeBackMs = 1000;

function shed(deps: ListenerDeps, passage: Passage): Response | Promise<Response> {
  const error = new ConsentryError('overloaded', { retryAfterMs: comeBackMs });
  passage.error = error;
  return drawRefusal(deps, passage.endpoint, error, passage.requestId);
}

async function answerOrRefuse(
  deps: ListenerDeps,
  passage: Passage,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const { operation, requestId } = passage;
  return deps.watch(passage, request, async () => {
    const startedAt = deps.clock.now();
    const response = await answer(deps, passage, request, params).catch((error: unknown) =>
      refuse(deps, passage, error),
    );
    const durationMs = deps.clock.now() - startedAt;
    deps.log.info(
      { operation, status: response.status, durationMs, requestId, ...linksOf(passage, request) },
      'answered',
    );
    return response;
  });
}

/** What leads from here to the caller's own records, and to Microsoft's. What a caller claims is no part of the audit. */
function linksOf({ error }: Passage, request: Request): object {
  const claimed = request.headers.get('x-request-id') ?? '';
  const { microsoftRequestId, traceId, correlationId } = error?.facts ?? {};
  return {
    ...(/^[\w.:-]{1,64}$/.test(claimed) && { callerRequestId: claimed }),
    ...(error !== undefined && { code: error.code }),
    ...(microsoftRequestId !== undefined && { microsoftRequestId }),
    ...(traceId !== undefined && { microsoftTraceId: traceId }),
    ...(correlationId !== undefined && { microsoftCorrelationId: correlationId }),
  };
}

/** HEAD comes in as GET. It asks for nothing to happen (RFC 9110 §9.3.2), so it reaches nothing that records. */
function refuseHead(endpoint: Endpoint, request: Request): void {
  if (request.method === 'HEAD' && !('none' in endpoint.audit))
    throw new ConsentryError('method_not_allowed');
}

async function answer(
  deps: ListenerDeps,
  passage: Passage,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  refuseHead(passage.endpoint, request);
  deps.admit?.(request);
  passage.principal = await identify(deps.authenticator, passage, request);
  throttle(deps.rateLimiter, passage.principal);
  const exchange = await readExchange(passage, request, params);
  const result = await deps.handlers[passage.operation](exchange);
  return toAnswer(deps, passage, result);
}

/** @throws ConsentryError `unauthorized`, `issuer_unavailable`, `policy_denied`, `policies_unconfirmed`, `store_unavailable` */
async function identify(
  authenticator: ListenerDeps['authenticator'],
  { endpoint, requestId }: Passage,
  request: Request,
): Promise<Principal | undefined> {
  if (endpoint.role === 'anyone' || endpoint.role === 'invited') return undefined;
  const authorization = request.headers.get('authorization') ?? undefined;
  const principal = await authenticator.authenticate(authorization, requestId);
  if (endpoint.role === 'caller or operator' || principal.kind === endpoint.role) return principal;
  throw new ConsentryError('policy_denied', {
    message: `This is for ${endpoint.role}s only.`,
    remedy: endpoint.role === 'caller' ? 'Use the key of a caller.' : 'Use the operator key.',
  });
}

/** Of a caller that goes on asking only the first refusal is recorded: it must not fill the audit. */
function throttle(rateLimiter: RateLimiter, principal: Principal | undefined): void {
  if (principal?.kind !== 'caller') return;
  const refused = rateLimiter.take(principal.id, principal.policy.rate.perMinute);
  if (refused === undefined) return;
  const error = new ConsentryError('caller_throttled', { retryAfterMs: refused.waitMs });
  throw refused.isFirst ? error : new RecordedRefusal(error, undefined);
}

async function readExchange(
  passage: Passage,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Exchange<Operation>> {
  const declared = passage.endpoint.body;
  const { searchParams: query, pathname, search } = new URL(request.url);
  const isRead = declared !== undefined && declared.contentType !== 'any';
  const body = isRead ? await readBody(request, declared) : undefined;
  return {
    input: readInput(passage.endpoint, { params, headers: request.headers, query, body }),
    fields: declared?.contentType === formType ? new URLSearchParams(body) : query,
    principal: passage.principal,
    requestId: passage.requestId,
    address: passage.address,
    origin: request.headers.get('origin') ?? undefined,
    cookies: readCookies(request.headers.get('cookie')),
    raw: {
      method: request.method,
      target: passage.connection.target ?? pathname + search,
      headers: request.headers,
      get body() {
        return isRead ? null : request.body;
      },
      get signal() {
        return request.signal;
      },
      breakOff: passage.connection.breakOff,
    },
  };
}

function toAnswer(
  deps: ListenerDeps,
  { endpoint, requestId }: Passage,
  result: unknown,
): Response | Promise<Response> {
  if (endpoint.response === 'page') return toResponse(deps, result as PageAnswer, requestId);
  if (endpoint.response === 'stream') return passOn(result as StreamAnswer, requestId);
  // What the schema does not name is dropped: it cannot leave.
  const body = endpoint.response.schema.parse(result);
  return new Response(JSON.stringify(body), {
    status: endpoint.response.status,
    headers: { ...commonHeaders, 'content-type': 'application/json', 'x-request-id': requestId },
  });
}

/** What another API says is nobody's page here: a browser that is led to it shows and runs nothing. */
function passOn({ status, headers, body }: StreamAnswer, requestId: string): Response {
  const own = {
    ...commonHeaders,
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
  return new Response(body, { status, headers: { ...own, ...headers, 'x-request-id': requestId } });
}

async function toResponse(deps: ListenerDeps, page: PageAnswer, requestId: string): Promise<Response> {
  const headers = new Headers({ ...pageHeaders(deps.loginOrigin), 'x-request-id': requestId });
  if (page.cookie !== undefined) headers.set('set-cookie', page.cookie);
  return new Response(String(await page.html), { status: page.status, headers });
}

async function refuse(deps: ListenerDeps, passage: Passage, thrown: unknown): Promise<Response> {
  const { operation, endpoint, requestId, principal } = passage;
  const error = thrown instanceof RecordedRefusal ? thrown.error : toConsentryError(thrown);
  passage.error = error;
  const base = { at: deps.clock.now(), ...traceOf(passage) };
  const event =
    thrown instanceof RecordedRefusal ? thrown.event : plainRefusalEvent(operation, error, base, principal);
  if (error.entry.status >= 500) deps.log.error({ operation, requestId, err: error }, error.message);
  const recorded = record(deps, event);
  // Whoever was refused because the audit does not answer has waited for it already.
  if (error.code !== 'audit_unavailable') await recorded;
  const response = await drawRefusal(deps, endpoint, error, requestId);
  if (error.code === 'method_not_allowed') response.headers.set('allow', allowedMethods(operation));
  return response;
}

function drawRefusal(
  deps: ListenerDeps,
  endpoint: Endpoint,
  error: ConsentryError,
  requestId: string,
): Response | Promise<Response> {
  return endpoint.response === 'page'
    ? toResponse(deps, deps.refusalPage(error, requestId), requestId)
    : refuseWithJson(error, requestId);
}

/** A refusal hands nothing out, so it stands even when it cannot be recorded. */
async function record(deps: ListenerDeps, event: AuditEvent | undefined): Promise<void> {
  if (event === undefined) return;
  try {
    await deps.audit.write(event);
  } catch (error) {
    deps.log.error({ err: error }, 'a refusal could not be recorded');
  }
}
