import {
  type AccessToken,
  type ApiPorts,
  type Apis,
  type CredentialSource,
  createApis,
  createCallLimiter,
  type Fetch,
  type Random,
  readTarget,
  type TenantId,
  type Timer,
} from '@consentry/core';
import type { MfaWatch } from './forward/mfa-watch.ts';
import type { Log } from './log.ts';
import { acquireForApplication } from './routes/acquire-for-application.ts';
import { acquireOfPartner, getGrant } from './routes/acquire-of-partner.ts';
import type { RouteDeps } from './routes/route-deps.ts';

type TokenParts = Pick<RouteDeps, 'access' | 'application' | 'cloud' | 'tokens'>;

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
  const note = async (partner: TenantId, isMfaCompliant: boolean | undefined): Promise<void> => {
    try {
      await deps.mfaWatch.note(await getGrant(deps, partner), isMfaCompliant);
    } catch (err) {
      deps.log.error({ err, partner }, 'what Partner Center said of MFA could not be noted');
    }
  };
  return {
    fetch,
    timer,
    random,
    limiter: createCallLimiter(timer),
    onMfa: ({ partner }, isMfaCompliant) => void note(partner, isMfaCompliant),
  };
}

/** Microsoft's APIs, by tokens of the partners' grants, or of the application alone. They leave this process to the API only. */
export function createOwnApis(ports: ApiPorts, deps: TokenParts): Apis {
  return createApis({ ...ports, cloud: deps.cloud }, (target): CredentialSource => {
    const wanted = readTarget(deps.cloud, target);
    const { partner } = target;
    let last: AccessToken | undefined;
    return async ({ insteadOf } = {}) => {
      const options = insteadOf === last ? { insteadOf: last } : {};
      await deps.access.requireRunning(partner);
      const { token } =
        target.access === 'app-only'
          ? await acquireForApplication(deps, partner, wanted, options)
          : await acquireOfPartner(deps, partner, wanted, options, () => undefined);
      await deps.access.requireStanding(partner, token.grant);
      last = token;
      return token;
    };
  });
}
