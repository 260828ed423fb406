import {
  type AccessToken,
  type ForwardAnswer,
  type ForwardRequest,
  forwardCall as sendCall,
} from '@consentry/core';
import {
  answeredEvent,
  callRefusedEvent,
  forwardedEvent,
  type RecordedCall,
  recordEnd,
} from '../forward/call-events.ts';
import { type CallExchange, forwardUrl, gateOf, readCall, requireCaller } from '../forward/read-call.ts';
import { type ForwardBody, readForwardBody, requireNoBody } from '../forward/read-forward-body.ts';
import { type BodyEnd, watchBody } from '../forward/watch-body.ts';
import type { StreamAnswer } from '../http/answer.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import { getGrant } from './acquire-of-partner.ts';
import type { RouteDeps } from './route-deps.ts';

/** Answers that have no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** Calls an API in a caller's name. No call leaves before its audit record is durable; the token stays here. */
export async function forwardCall(deps: RouteDeps, exchange: CallExchange): Promise<StreamAnswer> {
  let leave: (() => void) | undefined;
  try {
    const call = readCall(deps.cloud, exchange);
    await deps.access.requireRunning(call.partner);
    const sent = await readSentBody(exchange);
    leave = deps.callGates.enter(gateOf(call));
    const grant = await getGrant(deps, call.partner);
    return await passOn(deps, exchange, { call, sent, grant, leave });
  } catch (thrown) {
    leave?.();
    if (thrown instanceof RecordedRefusal) throw thrown;
    const error = toConsentryError(thrown);
    throw new RecordedRefusal(error, callRefusedEvent(deps, exchange, error));
  }
}

async function readSentBody({ raw }: CallExchange): Promise<ForwardBody> {
  return raw.method === 'GET' || raw.method === 'DELETE' ? requireNoBody(raw) : readForwardBody(raw);
}

/** What a call that may leave has with it. */
interface Leaving extends RecordedCall {
  readonly sent: ForwardBody;
  readonly leave: () => void;
}

async function passOn(deps: RouteDeps, exchange: CallExchange, leaving: Leaving): Promise<StreamAnswer> {
  const { call, grant, leave } = leaving;
  const token = await acquire(deps, leaving);
  // It may have taken a while, and the policy may be another one by now.
  const principal = requireCaller(exchange);
  const current = await deps.getPolicy(principal);
  if (current !== principal.policy) readCall(deps.cloud, exchange, current);
  await deps.store.audit.write(forwardedEvent(deps, exchange, leaving));
  await deps.access.requireStanding(call.partner, token.grant);
  let attempts = 1;
  try {
    let answer = await send(deps, exchange, leaving, token);
    const another = await acquireAnother(deps, leaving, token, answer);
    if (another !== undefined) {
      await answer.body.cancel();
      attempts = 2;
      answer = await send(deps, exchange, leaving, another);
    }
    if (answer.restMs !== undefined) deps.callGates.rest(gateOf(call), answer.restMs);
    const isRefused = answer.status === 401 && answer.isMfaCompliant === false;
    await deps.mfaWatch.note(grant, answer.isMfaCompliant, isRefused);
    return await toAnswer(answer, exchange.raw, (end) => {
      leave();
      const { status, isMfaCompliant } = answer;
      const mfa = isMfaCompliant === undefined ? {} : { isMfaCompliant };
      void recordEnd(deps, answeredEvent(deps, exchange, leaving, { ...end, status, attempts, ...mfa }));
    });
  } catch (thrown) {
    const error = leaving.sent.failure() ?? toConsentryError(thrown);
    const outcome = { code: error.code, bytes: 0, attempts };
    throw new RecordedRefusal(error, answeredEvent(deps, exchange, leaving, outcome));
  }
}

async function acquire({ tokens }: RouteDeps, { call, grant }: Leaving): Promise<AccessToken> {
  // Another replica may have found it dead, or taken it back: what is kept here is of no more use.
  if (grant.state !== 'healthy') tokens.forget(grant.id);
  const { token } = await tokens.acquire(grant.id, call.target, { consentedAt: grant.consentedAt });
  return token;
}

/** Another token after a 401, if there is one that may be better and the body can be sent again. */
async function acquireAnother(
  { access, tokens }: RouteDeps,
  { call, grant, sent }: Leaving,
  refused: AccessToken,
  { status, isMfaCompliant, body }: ForwardAnswer,
): Promise<AccessToken | undefined> {
  if (status !== 401 || isMfaCompliant === false || !sent.canRepeat) return undefined;
  const options = { consentedAt: grant.consentedAt, insteadOf: refused };
  try {
    // The API took its time: what was taken back or stopped meanwhile is neither redeemed nor sent again.
    await access.requireStanding(call.partner, grant.id);
    const { token } = await tokens.acquire(grant.id, call.target, options);
    await access.requireStanding(call.partner, grant.id);
    return token === refused ? undefined : token;
  } catch (error) {
    await body.cancel();
    throw error;
  }
}

function send(
  deps: RouteDeps,
  { raw, input }: CallExchange,
  { call, sent }: Leaving,
  token: AccessToken,
): Promise<ForwardAnswer> {
  const request: ForwardRequest = {
    method: raw.method as ForwardRequest['method'],
    path: call.path,
    headers: raw.headers(),
    body: sent.body,
    bodyLength: sent.length,
    isPartnerCenter: call.target.belongsTo === 'partner',
    forwardUrl: forwardUrl(input.params.api),
    signal: raw.signal(),
  };
  return sendCall(deps, token, request);
}

async function toAnswer(
  answer: ForwardAnswer,
  raw: CallExchange['raw'],
  onEnd: (end: BodyEnd) => void,
): Promise<StreamAnswer> {
  const headers = { ...answer.headers, 'consentry-upstream': 'true' };
  if (!bodiless.has(answer.status))
    return {
      status: answer.status,
      headers,
      body: watchBody(answer.body, onEnd, () => raw.signal().aborted),
    };
  await answer.body.cancel();
  onEnd({ bytes: 0 });
  return {
    status: answer.status,
    headers: answer.status === 304 ? headers : withoutBody(headers),
    body: null,
  };
}

/** Whoever is told a length waits for it. Of a 304 it is that of the answer to a GET (RFC 9110 §8.6). */
function withoutBody(headers: StreamAnswer['headers']): StreamAnswer['headers'] {
  const {
    'content-length': _length,
    'content-encoding': _encoding,
    'content-type': _type,
    ...rest
  } = headers;
  return rest;
}
