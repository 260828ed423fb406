import {
  type AccessToken,
  type ApiTarget,
  type Credential,
  type CredentialSource,
  createRedemptionBudget,
  readTarget,
  type Timer,
  withNextStep,
} from '@consentry/core';
import type { GrantStanding } from '../access/known-access.ts';
import { toConsentryError } from '../http/refuse.ts';
import { acquireOfPartner, getGrant } from '../routes/acquire-of-partner.ts';
import type { RouteDeps } from '../routes/route-deps.ts';

/** Tokens for the calls that sweeps make. They do not leave the broker. */
export interface SweepTokens {
  /** @throws ConsentryError as `CredentialSource` */
  acquire(target: ApiTarget): Promise<void>;
  /**
   * What the kill switch and revocations reach holds for each call: it is asked before the token is taken, and after.
   * It throws `stopped`, `policies_unconfirmed`, `partner_not_found`, and those of `Tokens.acquire`; with the next step to take.
   */
  credentials(target: ApiTarget): CredentialSource;
}

export type SweepTokensDeps = Pick<
  RouteDeps,
  'access' | 'tokens' | 'cloud' | 'application' | 'startConsent'
> & { readonly timer: Timer; readonly tokensPerSecond: number };

export function createSweepTokens(deps: SweepTokensDeps): SweepTokens {
  const { access, tokens, cloud, timer, tokensPerSecond } = deps;
  const budget = createRedemptionBudget(timer, tokensPerSecond);

  const get = async (asked: ApiTarget, insteadOf?: Credential): Promise<AccessToken> => {
    const { partner } = asked;
    const target = readTarget(cloud, asked);
    let grant: GrantStanding | undefined;
    try {
      await access.requireRunning(partner);
      const { id, consentedAt } = await getGrant({ access }, partner);
      const options = { ...(insteadOf !== undefined && { insteadOf: insteadOf as AccessToken }) };
      // What is at hand costs nobody anything.
      if (tokens.find(id, target, { ...options, consentedAt }) === undefined) await budget.enter();
      const { token } = await acquireOfPartner({ access, tokens }, partner, target, options, (first) => {
        grant = first;
      });
      await access.requireStanding(partner, token.grant);
      return token;
    } catch (thrown) {
      throw withNextStep(toConsentryError(thrown), {
        cloud,
        application: grant?.application ?? deps.application.id,
        approveRedirectUri: deps.startConsent.redirectUris.approve,
        partner,
        grant: grant?.id,
        scopes: target.scopes,
      });
    }
  };

  return {
    async acquire(target) {
      await get(target);
    },
    credentials:
      (target) =>
      ({ insteadOf } = {}) =>
        get(target, insteadOf),
  };
}
