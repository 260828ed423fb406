import { ConsentryError } from '@consentry/core';
import type { Operation } from '@consentry/core/contract';
import type { Principal } from '../access/authenticate.ts';
import type { RateLimiter } from '../access/rate-limiter.ts';
import { type Admission, overloaded } from './admission.ts';
import type { FileAnswer, LinesAnswer, PageAnswer, StreamAnswer } from './answer.ts';
import { readCookies } from './cookies.ts';
import type { Exchange } from './exchange.ts';
import { queryOf, type Reply } from './incoming.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { toPageReply } from './page-reply.ts';
import type { Passage } from './passage.ts';
import { readBody } from './read-body.ts';
import { readInput } from './read-input.ts';
import { RecordedRefusal } from './refusal.ts';
import { refuse } from './refuse.ts';
import { commonHeaders } from './security-headers.ts';

const formType = 'application/x-www-form-urlencoded';

/** Carries one request through: who calls, what is asked, the handler, the check of its answer; or refuses it. */
export function answerRequest(
  deps: ListenerDeps,
  passage: Passage,
  admission: Pick<Admission, 'enter' | 'leave'>,
): Promise<Reply> {
  const { operation, requestId } = passage;
  return deps.watch(passage, async () => {
    const startedAt = deps.clock.now();
    const reply = await answer(deps, passage, admission).catch((error: unknown) =>
      refuse(deps, passage, error),
    );
    if (passage.error?.code === 'overloaded') return reply;
    const durationMs = deps.clock.now() - startedAt;
    deps.log.info(
      { operation, status: reply.status, durationMs, requestId, ...linksOf(passage) },
      'answered',
    );
    return reply;
  });
}

/** What leads from here to the caller's own records, and to Microsoft's. What a caller claims is no part of the audit. */
function linksOf({ error, incoming }: Passage): object {
  const claimed = incoming.header('x-request-id');
  const { microsoftRequestId, traceId, correlationId } = error?.facts ?? {};
  return {
    ...(claimed !== undefined && /^[\w.:-]{1,64}$/.test(claimed) && { callerRequestId: claimed }),
    ...(error !== undefined && { code: error.code }),
    ...(microsoftRequestId !== undefined && { microsoftRequestId }),
    ...(traceId !== undefined && { microsoftTraceId: traceId }),
    ...(correlationId !== undefined && { microsoftCorrelationId: correlationId }),
  };
}

async function answer(
  deps: ListenerDeps,
  passage: Passage,
  admission: Pick<Admission, 'enter' | 'leave'>,
): Promise<Reply> {
  refuseHead(passage);
  deps.admit?.(passage.incoming);
  passage.principal = await identify(deps, passage);
  throttle(deps.rateLimiter, passage.principal);
  const exchange = await readExchange(passage);
  // Only now: a body that does not come, and an issuer that does not answer, keep nobody else out.
  const owner = passage.principal?.kind === 'caller' ? passage.principal.id : undefined;
  if (!admission.enter(owner)) throw overloaded();
  try {
    return await toReply(deps, passage, await deps.handlers[passage.operation](exchange));
  } finally {
    admission.leave(owner);
  }
}

/** HEAD comes in as GET. It asks for nothing to happen (RFC 9110 §9.3.2), so it reaches nothing that records. */
function refuseHead({ endpoint, incoming }: Passage): void {
  if (incoming.method === 'HEAD' && !('none' in endpoint.audit))
    throw new ConsentryError('method_not_allowed');
}

/** @throws ConsentryError `unauthorized`, `issuer_unavailable`, `policy_denied`, `policies_unconfirmed`, `store_unavailable` */
async function identify(
  { authenticator, readAuthorization }: ListenerDeps,
  { endpoint: { role }, incoming, requestId }: Passage,
): Promise<Principal | undefined> {
  if (role === 'anyone' || role === 'invited' || role === 'person') return undefined;
  const authorization =
    readAuthorization === undefined ? incoming.header('authorization') : readAuthorization(incoming);
  const principal = await authenticator.authenticate(authorization, requestId);
  if (role === 'caller or operator' || principal.kind === role) return principal;
  throw new ConsentryError('policy_denied', {
    message: `This is for ${role}s only.`,
    remedy: role === 'caller' ? 'Use the key of a caller.' : 'Use the operator key.',
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

async function readExchange(passage: Passage): Promise<Exchange<Operation>> {
  const { endpoint, params, incoming, principal, requestId, address } = passage;
  const declared = endpoint.body;
  const query = new URLSearchParams(queryOf(incoming.target));
  const isRead = declared !== undefined && declared.contentType !== 'any';
  const body = isRead ? await readBody(incoming, declared) : undefined;
  passage.fields = declared?.contentType === formType ? new URLSearchParams(body) : query;
  return {
    input: readInput(endpoint, { params, incoming, query, body }),
    fields: passage.fields,
    principal,
    requestId,
    address,
    origin: incoming.header('origin'),
    cookies: readCookies(incoming.header('cookie')),
    raw: incoming,
  };
}

function toReply(deps: ListenerDeps, passage: Passage, result: unknown): Reply | Promise<Reply> {
  const { endpoint, requestId } = passage;
  if (endpoint.response === 'dashboard') return result as Reply;
  if (endpoint.response === 'page') return toPageReply(deps, result as PageAnswer, requestId);
  if (endpoint.response === 'file') {
    const headers = {
      ...commonHeaders,
      'content-type': 'application/octet-stream',
      'x-request-id': requestId,
    };
    return { status: 200, headers, body: (result as FileAnswer).body };
  }
  if (endpoint.response === 'lines') {
    const { contentType, body } = result as LinesAnswer;
    const headers = { ...commonHeaders, 'content-type': contentType, 'x-request-id': requestId };
    return { status: 200, headers, body };
  }
  if (endpoint.response === 'stream') return passOn(result as StreamAnswer, requestId);
  return {
    status: endpoint.response.status,
    headers: { ...commonHeaders, 'content-type': 'application/json', 'x-request-id': requestId },
    // What the schema does not name is dropped: it cannot leave.
    body: JSON.stringify(endpoint.response.schema.parse(result)),
  };
}

/** What another API says is nobody's page here: a browser that is led to it shows and runs nothing. */
function passOn({ status, headers, body }: StreamAnswer, requestId: string): Reply {
  const own = {
    ...commonHeaders,
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
  return { status, headers: { ...own, ...headers, 'x-request-id': requestId }, body };
}
