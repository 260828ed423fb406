import {
  type AccessToken,
  type AcquireOptions,
  type ApiPorts,
  type Apis,
  type CredentialSource,
  createApis,
  createCallLimiter,
  type Fetch,
  type Random,
  readTarget,
  type Target,
  type TenantId,
  type Timer,
} from '@consentry/core';
import type { MfaWatch } from './forward/mfa-watch.ts';
import type { Log } from './log.ts';
import { acquireForApplication } from './routes/acquire-for-application.ts';
import { acquireOfPartner, getGrant } from './routes/acquire-of-partner.ts';
import type { RouteDeps } from './routes/route-deps.ts';

/** What tokens for the broker itself are acquired with. */
export type OwnTokenDeps = Pick<RouteDeps, 'access' | 'application' | 'cloud' | 'tokens'>;

/** What all calls of the broker's own accord share, those of sweeps too: one limiter, and the watch over MFA. */
export function createApiPorts(
  deps: Pick<RouteDeps, 'access'> & {
    readonly fetch: Fetch;
    readonly timer: Timer;
    readonly random: Random;
    readonly mfaWatch: MfaWatch;
    readonly log: Log;
  },
): RouteDeps['apiPorts'] {
  const { fetch, timer, random } = deps;
  const note = async (
    partner: TenantId,
    isMfaCompliant: boolean | undefined,
    isRefused: boolean,
  ): Promise<void> => {
    try {
      await deps.mfaWatch.note(await getGrant(deps, partner), isMfaCompliant, isRefused);
    } catch (err) {
      deps.log.error({ err, partner }, 'what Partner Center said of MFA could not be noted');
    }
  };
  return {
    fetch,
    timer,
    random,
    limiter: createCallLimiter(timer),
    onMfa: ({ partner }, isMfaCompliant, isRefused) => void note(partner, isMfaCompliant, isRefused),
  };
}

/**
 * A token for the broker itself: of the partner's grant, or of the application alone, as the target says. What is stopped or was taken
 * back is heeded before, and after.
 * @throws ConsentryError those of `Tokens.acquire`, `partner_not_found`, `app_only_refused`, `stopped`, `policies_unconfirmed`
 */
export async function acquireOwnToken(
  deps: OwnTokenDeps,
  partner: TenantId,
  target: Target,
  options: Pick<AcquireOptions, 'insteadOf'> = {},
): Promise<AccessToken> {
  await deps.access.requireRunning(partner);
  const { token } =
    target.access === 'app-only'
      ? await acquireForApplication(deps, partner, target, options)
      : await acquireOfPartner(deps, partner, target, options);
  await deps.access.requireStanding(partner, token.grant);
  return token;
}

/**
 * Microsoft's APIs, by tokens of the partners' grants, or of the application alone. They leave this process to the API only.
 * @param before awaited before each try of a call: what it throws is the outcome of the call
 */
export function createOwnApis(
  ports: ApiPorts,
  deps: OwnTokenDeps,
  before: () => Promise<void> = async () => undefined,
): Apis {
  return createApis({ ...ports, cloud: deps.cloud }, (target): CredentialSource => {
    const wanted = readTarget(deps.cloud, target);
    let last: AccessToken | undefined;
    return async ({ insteadOf } = {}) => {
      await before();
      const options = insteadOf === last ? { insteadOf: last } : {};
      last = await acquireOwnToken(deps, target.partner, wanted, options);
      return last;
    };
  });
}
