import type { AuditSink, Clock, GrantId, SealedGrant } from '@consentry/core';
import type { Log } from '../log.ts';
import type { GrantSignals } from '../posture/grant-signals.ts';

/** Flags grants whose sign-in Partner Center saw no MFA in. */
export interface MfaWatch {
  /**
   * @param isMfaCompliant undefined where Partner Center did not say: that is no failure
   * @param isRefused it refused the call for want of MFA
   */
  note(
    grant: Pick<SealedGrant, 'id' | 'partner' | 'consentedAt'>,
    isMfaCompliant: boolean | undefined,
    isRefused: boolean,
  ): Promise<void>;
}

/** Flags a grant once; again after Partner Center saw MFA in between, or after a restart. */
export function createMfaWatch(deps: {
  readonly audit: AuditSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly signals: Pick<GrantSignals, 'answered'>;
}): MfaWatch {
  const { audit, clock, log, signals } = deps;
  const flagged = new Set<GrantId>();
  return {
    async note({ id: grant, partner, consentedAt }, isMfaCompliant, isRefused) {
      signals.answered({ id: grant, consentedAt }, isMfaCompliant, isRefused);
      if (isMfaCompliant === true) flagged.delete(grant);
      if (isMfaCompliant !== false || flagged.has(grant)) return;
      flagged.add(grant);
      log.warn({ grant, partner }, 'Partner Center saw no MFA in the sign-in of a grant');
      try {
        await audit.write({ type: 'grant.mfa_missing', at: clock.now(), actor: 'broker', grant, partner });
      } catch (err) {
        // The call was made and has its answer; the flag is raised by the next one.
        flagged.delete(grant);
        log.error({ err, grant }, 'a grant could not be flagged');
      }
    },
  };
}
