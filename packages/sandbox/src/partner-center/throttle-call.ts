import type { AccessTokenClaims } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { createThrottle } from './throttle.ts';

const DEFAULT_PER_MINUTE = 500;
const CONSENTS_PER_SECOND = 50;

/** Partner Center's two limits. */
export interface CallThrottle {
  /**
   * Counts a call: for the customer that stands in the path, for the partner alone where none does.
   *
   * @throws ThrottledFault
   */
  countCall(claims: AccessTokenClaims, url: URL): void;
  /**
   * Counts a change of an application's consents.
   *
   * @throws ThrottledFault
   */
  countConsent(claims: AccessTokenClaims): void;
}

export function createCallThrottle({ clock, world }: SandboxParts): CallThrottle {
  const perMinute = createThrottle(clock.now, 60_000);
  const perSecond = createThrottle(clock.now, 1_000);
  return {
    countCall: ({ tenantId }, { pathname }) => {
      const customer = /^\/v1\/customers\/([^/]+)/i.exec(pathname)?.[1]?.toLowerCase() ?? '';
      perMinute.count(`${tenantId} ${customer}`, world.settings.partnerCenterPerMinute ?? DEFAULT_PER_MINUTE);
    },
    countConsent: ({ clientId }) => {
      perSecond.count(clientId, CONSENTS_PER_SECOND);
    },
  };
}
