import { type ConsentryError, isConsentryError } from '../errors.ts';
import { type Fetch, type Random, type Timer, TransportError } from '../ports.ts';
import type { ApiTarget } from './api-target.ts';
import { backOffMs } from './back-off.ts';
import { type ApiAnswer, type ApiRequest, type Credential, type CredentialSource, call } from './call.ts';
import type { CallLimiter, LimitedCall } from './call-limiter.ts';
import type { LimitName } from './call-limits.ts';
import { explainBareRefusal } from './mfa-refusal.ts';
import { findCustomerInPath } from './partner-center/customer-in-path.ts';
import { readMfaHeader } from './partner-center/mfa-header.ts';
import { createRequestHeaders } from './request-headers.ts';
import { withApiCode } from './with-api-code.ts';

/** What calls need of the world, and what they share. */
export interface ApiPorts {
  readonly fetch: Fetch;
  readonly timer: Timer;
  readonly random: Random;
  readonly limiter: CallLimiter;
  /** For a call with all its waits and tries: no try begins later. Two minutes unless told otherwise. */
  readonly budgetMs?: number | undefined;
  /**
   * Told of each call of Partner Center in somebody’s name what it said of MFA; undefined where it did not say, which is no
   * failure. A call of the application alone says nothing of anybody’s MFA, and does not count. `isRefused`: the call was refused for
   * want of MFA.
   */
  readonly onMfa?:
    | ((target: ApiTarget, isMfaCompliant: boolean | undefined, isRefused: boolean) => void)
    | undefined;
}

/** A call that may be tried more than once. */
export interface ApiCall extends ApiRequest {
  /** A limit of its own, beside that of the API. */
  readonly limit?: LimitName;
  /**
   * The `MS-RequestId` of a write at Partner Center, which carries out what has the same id once: for a program that may repeat
   * the write after a restart. A fresh one unless given.
   */
  readonly requestId?: string;
  /** True for a write that may be made twice. Reads may, and writes at Partner Center, by their id. */
  readonly isRepeatable?: boolean;
  /** Looks at the token before anything is sent with it. What it throws is the outcome of the call. */
  readonly checkToken?: (token: Credential) => void;
}

/** One API for one target. */
export interface Api {
  readonly target: ApiTarget;
  /** What its calls share with others: for an operation that is made of several, and waits between them. */
  readonly ports: ApiPorts;
  /**
   * Makes a call, and tries again where that is safe and may help: a passing failure, a throttled API (as long as it asks, never
   * sooner), a token that was refused (once, with a new one). All tries of a call have the same ids. What Microsoft says by a code of
   * its own that is known here stands in the error in words.
   *
   * @throws ConsentryError those of {@link call}, of the credential source and of `checkToken`
   */
  call(request: ApiCall): Promise<ApiAnswer>;
}

const defaultBudgetMs = 2 * 60 * 1000;
const mostTries = 6;

/** Makes the client of one API for one target. It follows no redirect, and sends a token to its own host alone. */
export function createApi(ports: ApiPorts, target: ApiTarget, credential: CredentialSource): Api {
  return {
    target,
    ports,
    async call(request) {
      const { timer, limiter, random, budgetMs = defaultBudgetMs } = ports;
      const giveUpAt = timer.elapsed() + budgetMs;
      const leftMs = (): number => giveUpAt - timer.elapsed();
      const limited = limitedCall(target, request);
      const headers = {
        ...request.headers,
        ...createRequestHeaders(random, target, request.requestId),
      };
      let refused: RefusedToken | undefined;
      const acquire = async (): Promise<Credential> => {
        const token = await acquireOther(credential, refused);
        request.checkToken?.(token);
        return token;
      };
      for (let tries = 1; ; tries++) {
        const token = await limiter.enter(limited, Math.max(leftMs(), 0), acquire);
        try {
          const answer = await callOnce(ports, target, token, { ...request, headers });
          limiter.passed(limited);
          return answer;
        } catch (error) {
          if (!isConsentryError(error)) throw error;
          const rest = restMs(error);
          if (rest === undefined) limiter.passed(limited);
          else limiter.rest(limited, rest, findThrottleScope(error));
          if (error.code === 'api_unauthorized') {
            if (refused !== undefined) throw error;
            refused = { token, refusal: error };
            continue;
          }
          const waitMs = rest ?? backOffMs(random, tries);
          if (tries >= mostTries || waitMs > leftMs() || !mayTryAgain(error, target, request)) throw error;
          // While an API rests, the limiter waits.
          if (rest === undefined) await timer.wait(waitMs);
        }
      }
    },
  };
}

async function callOnce(
  { fetch, onMfa }: ApiPorts,
  target: ApiTarget,
  token: Credential,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const isForMfa = target.resource === 'partner-center' && target.access !== 'app-only';
  try {
    const answer = await call(fetch, token, request);
    if (isForMfa) onMfa?.(target, readMfaHeader(answer.headers), false);
    return answer;
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    const refusal = isForMfa ? explainBareRefusal(error, token.value) : error;
    if (isForMfa && refusal.code === 'api_mfa_required') onMfa?.(target, false, true);
    throw withApiCode(refusal, target.resource);
  }
}

function limitedCall(target: ApiTarget, request: ApiCall): LimitedCall {
  const customer = target.resource === 'partner-center' ? findCustomerInPath(request) : target.customer;
  return { resource: target.resource, partner: target.partner, customer, limit: request.limit };
}

/** An API that says how long it wants to be left alone, or that throttles without saying it. */
function restMs({ code, retryAfterMs, facts }: ConsentryError): number | undefined {
  if (code !== 'api_throttled' && facts['status'] !== 503) return undefined;
  return retryAfterMs;
}

function findThrottleScope({ facts: { throttleScope } }: ConsentryError): 'application' | undefined {
  return throttleScope === 'application' ? throttleScope : undefined;
}

/** A token that an API has refused, and how. */
interface RefusedToken {
  readonly token: Credential;
  readonly refusal: ConsentryError;
}

/** @throws ConsentryError the refusal, where there is no other token */
async function acquireOther(
  credential: CredentialSource,
  refused: RefusedToken | undefined,
): Promise<Credential> {
  if (refused === undefined) return credential();
  const other = await credential({ insteadOf: refused.token });
  if (other === refused.token) throw refused.refusal;
  return other;
}

function mayTryAgain(error: ConsentryError, { resource }: ApiTarget, request: ApiCall): boolean {
  if (!mayPass(error)) return false;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (request.isRepeatable ?? (isRead || resource === 'partner-center')) return true;
  return error.cause instanceof TransportError && !error.cause.mayHaveArrived;
}

/** What the API itself says of trying again goes first, but a token that was refused is refused again. */
function mayPass({ code, facts: { isRetryable, status } }: ConsentryError): boolean {
  if (status === 401 || code === 'api_mfa_required') return false;
  if (typeof isRetryable === 'boolean') return isRetryable;
  return (code === 'api_unavailable' && status !== 501) || code === 'api_throttled';
}
