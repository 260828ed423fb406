import { type AuditEvent, type AuditSink, type Clock, ConsentryError } from '@consentry/core';
import { type Endpoint, endpoints, type Listener, type Operation } from '@consentry/core/contract';
import { Hono } from 'hono';
import type { Authenticator, Principal } from '../access/authenticate.ts';
import type { Log } from '../log.ts';
import type { RequestWatch } from '../observe/watch-requests.ts';
import type { PageAnswer } from './answer.ts';
import { readCookies } from './cookies.ts';
import { type Exchange, traceOf } from './exchange.ts';
import { readBody } from './read-body.ts';
import { readInput } from './read-input.ts';
import { plainRefusalEvent, RecordedRefusal } from './refusal.ts';
import { refuseWithJson, toConsentryError } from './refuse.ts';
import { commonHeaders, pageHeaders } from './security-headers.ts';

/** A handler as the listener sees it; `routes/` gives it its exact types. */
export type AnyHandler = (exchange: Exchange<Operation>) => Promise<unknown>;

export interface ListenerDeps {
  readonly handlers: Readonly<Record<Operation, AnyHandler>>;
  readonly authenticator: Authenticator;
  readonly audit: AuditSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: RequestWatch;
  readonly createRequestId: () => string;
  /** The origin of the cloud's login host. */
  readonly loginOrigin: string;
  /** Draws the page of a refusal. */
  readonly refusalPage: (error: ConsentryError, requestId: string) => PageAnswer;
}

/** What the socket knows of a request. */
export interface Connection {
  readonly address?: string;
}

export type HttpHandler = (request: Request, connection?: Connection) => Promise<Response>;

const formType = 'application/x-www-form-urlencoded';

/** One request on its way through. */
interface Passage {
  readonly operation: Operation;
  readonly endpoint: Endpoint;
  readonly requestId: string;
  readonly address: string | undefined;
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
  const enter = (operation: Operation, connection: Connection): Passage => ({
    operation,
    endpoint: endpoints[operation],
    requestId: deps.createRequestId(),
    address: connection.address,
  });

  for (const operation of own) {
    hono.on(endpoints[operation].method, honoPath(operation), (context) =>
      pass(
        deps,
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
  hono.notFound(() => {
    const error = new ConsentryError('not_found');
    const requestId = deps.createRequestId();
    return listener === 'public'
      ? toResponse(deps, deps.refusalPage(error, requestId), requestId)
      : refuseWithJson(error, requestId);
  });
  // What a handler throws is refused before it gets here; here the refusing itself failed, so nothing is drawn.
  hono.onError((err) => {
    const requestId = deps.createRequestId();
    deps.log.error({ err, requestId }, 'a refusal could not be answered');
    return refuseWithJson(new ConsentryError('internal_error'), requestId);
  });
  return async (request, connection = {}) => hono.fetch(request, connection);
}

function honoPath(operation: Operation): string {
  return endpoints[operation].path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** RFC 9110 §15.5.6: a 405 names what would be allowed. */
function allowedMethods(operation: Operation): string {
  const { path } = endpoints[operation];
  return Object.values(endpoints)
    .filter((endpoint) => endpoint.path === path)
    .map(({ method }) => method)
    .join(', ');
}

async function pass(
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
  passage.principal = await identify(deps.authenticator, passage.endpoint, request);
  const exchange = await readExchange(passage, request, params);
  const result = await deps.handlers[passage.operation](exchange);
  return toAnswer(deps, passage, result);
}

/** @throws ConsentryError `unauthorized`, `policy_denied` */
async function identify(
  authenticator: Authenticator,
  endpoint: Endpoint,
  request: Request,
): Promise<Principal | undefined> {
  if (endpoint.role === 'anyone' || endpoint.role === 'invited') return undefined;
  const principal = await authenticator.authenticate(request.headers.get('authorization') ?? undefined);
  if (principal.kind === endpoint.role) return principal;
  throw new ConsentryError('policy_denied', {
    message: `This is for ${endpoint.role}s only.`,
    remedy: endpoint.role === 'caller' ? 'Use the key of a caller.' : 'Use the operator key.',
  });
}

async function readExchange(
  passage: Passage,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Exchange<Operation>> {
  const declared = passage.endpoint.body;
  const query = new URL(request.url).searchParams;
  const body = declared === undefined ? undefined : await readBody(request, declared);
  return {
    input: readInput(passage.endpoint, { params, query, body }),
    fields: declared?.contentType === formType ? new URLSearchParams(body) : query,
    principal: passage.principal,
    requestId: passage.requestId,
    address: passage.address,
    origin: request.headers.get('origin') ?? undefined,
    cookies: readCookies(request.headers.get('cookie')),
  };
}

function toAnswer(
  deps: ListenerDeps,
  { endpoint, requestId }: Passage,
  result: unknown,
): Response | Promise<Response> {
  if (endpoint.response === 'page') return toResponse(deps, result as PageAnswer, requestId);
  // What the schema does not name is dropped: it cannot leave.
  const body = endpoint.response.schema.parse(result);
  return new Response(JSON.stringify(body), {
    status: endpoint.response.status,
    headers: { ...commonHeaders, 'content-type': 'application/json', 'x-request-id': requestId },
  });
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
  await record(deps, event);
  const response =
    endpoint.response === 'page'
      ? await toResponse(deps, deps.refusalPage(error, requestId), requestId)
      : refuseWithJson(error, requestId);
  if (error.code === 'method_not_allowed') response.headers.set('allow', allowedMethods(operation));
  return response;
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
