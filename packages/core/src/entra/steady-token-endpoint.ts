import { type ErrorCode, isConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Random, Timer } from '../ports.ts';
import { createCircuits, type Outcome } from './circuit.ts';
import { createCredentialCircuit } from './credential-circuit.ts';
import { createLanes } from './lanes.ts';
import { notAnyMore } from './resting.ts';
import { chooseWaitMs, createRetryBudget, type Repeatable, triesFor } from './retry.ts';
import type { RequestTerms, TokenAnswer, TokenEndpoint } from './token-endpoint.ts';

/** How much is asked of the token endpoint, and when it is left alone. `docs/tokens.md` explains each number. */
export const tokenEndpointLimits = {
  /** For a request with all that it waits for and all its tries. */
  totalMs: 15_000,
  /** For one try. */
  tryMs: 10_000,
  /** A try with less time than this is not worth making. */
  leastMs: 1_000,
  tenant: { width: 8, waiting: 100 },
  application: { width: 64, waiting: 10_000 },
  /** One circuit for each tenant. */
  outOfOrder: { failures: 5, withinMs: 30_000, openMs: 30_000 },
  /** A tenant that refuses the application's credential, and every tenant once a second one does. */
  credential: { openMs: 30_000 },
} as const;

/** What a token endpoint needs that waits, repeats and rests by itself. */
export interface SteadyTokenEndpointInput {
  /** Makes one call for each request. */
  readonly endpoint: TokenEndpoint;
  /** Whether a refresh token still works after it was redeemed. Where it does not, nothing is repeated that may have arrived. */
  readonly refreshTokens: 'reusable' | 'single-use';
  readonly timer: Timer;
  readonly random: Random;
  /**
   * Told when the endpoint is left alone for a while: for one tenant, or for all of them because several refused the
   * application's credential. It must not throw.
   */
  readonly rests?: (rest: TokenEndpointRest) => void;
}

/** The token endpoint is not asked for a while. Without a tenant this concerns all of them. */
export interface TokenEndpointRest {
  /** Undefined: of every tenant. */
  readonly tenant: TenantId | undefined;
  readonly code: ErrorCode;
  readonly forMs: number;
}

/**
 * A token endpoint that is asked with restraint. It repeats what may be repeated, leaves a tenant alone that is out of
 * order, asked for it, or refuses the application's credential, leaves everything alone while several refuse that, and bounds
 * how much is under way. Codes pass through: a person waits, and a code works once.
 *
 * Refused in its place are told the refusal of a moment ago, with the time that is left in `retryAfterMs`.
 * @throws ConsentryError those of the endpoint, and `idp_throttled` where too much waits already
 * @see docs/adr/0014-a-steady-token-endpoint.md
 */
export function createSteadyTokenEndpoint(input: SteadyTokenEndpointInput): TokenEndpoint {
  const { endpoint, timer, random, rests = () => undefined } = input;
  const { totalMs, tryMs, leastMs } = tokenEndpointLimits;
  const lanes = createLanes({ timer, ...tokenEndpointLimits });
  const tenants = createCircuits({
    ...tokenEndpointLimits.outOfOrder,
    timer,
    rests: (tenant, { code }, forMs) => rests({ tenant: tenant as TenantId, code, forMs }),
  });
  const credential = createCredentialCircuit({
    ...tokenEndpointLimits.credential,
    timer,
    rests: (tenant, { code }, forMs) => rests({ tenant, code, forMs }),
  });
  const retries = createRetryBudget();

  const tryOnce = async (
    tenant: TenantId,
    giveUpAt: number,
    mayStart: MayStart,
    ask: Ask,
  ): Promise<TokenAnswer> => {
    credential.refuseWhileResting(tenant);
    tenants.refuseWhileResting(tenant);
    const leave = await lanes.enter(tenant, giveUpAt);
    try {
      // What rests was found out while this one waited, perhaps.
      const reportCredential = credential.enter(tenant);
      const reportTenant = enterOr(() => tenants.enter(tenant), reportCredential);
      const report = (error?: unknown): void => {
        reportCredential(outcomeForCredential(error));
        reportTenant(outcomeForTenant(error));
      };
      try {
        if (!(await mayStart())) throw notAnyMore();
        const answer = await ask(Math.max(1, Math.min(tryMs, giveUpAt - timer.elapsed())));
        report();
        return answer;
      } catch (error) {
        report(error);
        throw error;
      }
    } finally {
      leave();
    }
  };

  const askSteadily = async (
    tenant: TenantId,
    repeatable: Repeatable,
    mayStart: MayStart,
    ask: Ask,
  ): Promise<TokenAnswer> => {
    const giveUpAt = timer.elapsed() + totalMs;
    retries.add();
    for (let tried = 1; ; tried++) {
      try {
        return await tryOnce(tenant, giveUpAt, mayStart, ask);
      } catch (error) {
        if (tried >= triesFor(error, repeatable)) throw error;
        const waitMs = chooseWaitMs(tried, random);
        if (timer.elapsed() + waitMs + leastMs > giveUpAt || !retries.take()) throw error;
        await timer.wait(waitMs);
      }
    }
  };

  return {
    redeemCode: (request) => endpoint.redeemCode(request),
    redeemRefreshToken: ({ mayStart = always, ...request }) =>
      askSteadily(
        request.tenant,
        input.refreshTokens === 'single-use' ? 'if_unused' : 'unless_lost',
        mayStart,
        (deadlineMs) => endpoint.redeemRefreshToken({ ...request, mayStart, deadlineMs }),
      ),
    redeemClientCredentials: ({ mayStart = always, ...request }) =>
      askSteadily(request.tenant, 'always', mayStart, (deadlineMs) =>
        endpoint.redeemClientCredentials({ ...request, mayStart, deadlineMs }),
      ),
  };
}

type MayStart = NonNullable<RequestTerms['mayStart']>;
type Ask = (deadlineMs: NonNullable<RequestTerms['deadlineMs']>) => Promise<TokenAnswer>;

const always = (): boolean => true;

const outOfOrderCodes: ReadonlySet<ErrorCode> = new Set([
  'idp_unreachable',
  'idp_timeout',
  'idp_answer_lost',
  'proxy_error',
  'idp_tls',
  'idp_protocol',
  'idp_unavailable',
]);
const waitingCodes: ReadonlySet<ErrorCode> = new Set(['idp_throttled', 'idp_unavailable']);

/** Only a token says that the credential was accepted: other refusals may come before Entra looks at it. */
function outcomeForCredential(error: unknown): Outcome {
  if (error === undefined) return { kind: 'answered' };
  return isConsentryError(error, 'client_credential') ? { kind: 'failed', error } : { kind: 'nothing' };
}

function outcomeForTenant(error: unknown): Outcome {
  if (error === undefined) return { kind: 'answered' };
  if (!isConsentryError(error)) return { kind: 'nothing' };
  const { code, retryAfterMs } = error;
  if (waitingCodes.has(code) && retryAfterMs !== undefined) {
    return { kind: 'told_to_wait', error, waitMs: retryAfterMs };
  }
  if (outOfOrderCodes.has(code)) return { kind: 'failed', error };
  // Only words of Entra's own say that the endpoint is there and looked at the request.
  return error.facts['error'] === undefined ? { kind: 'nothing' } : { kind: 'answered' };
}

/** Enters a circuit, and gives back what was entered before it where that is refused. */
function enterOr<T>(enter: () => T, giveBack: (outcome: Outcome) => void): T {
  try {
    return enter();
  } catch (error) {
    giveBack({ kind: 'nothing' });
    throw error;
  }
}
