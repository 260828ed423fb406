import { ConsentryError, isConsentryError, type Timer } from '@consentry/core';
import type { IdentityProvider } from './identity-provider.ts';
import type { Certificate } from './rotation-deps.ts';

/** One answer comes from one of many machines at Microsoft: it speaks for the others once it was the same a few times. */
const acceptancesWanted = 3;
const tryEveryMs = 5_000;

/**
 * Waits until Microsoft accepts a certificate.
 * @throws ConsentryError `client_credential` (it was not accepted in this time), those of the token endpoint
 */
export async function awaitAcceptance(
  microsoft: IdentityProvider,
  certificate: Certificate,
  timer: Timer,
  waitMs: number,
): Promise<void> {
  const beganAt = timer.elapsed();
  for (let accepted = 0; accepted < acceptancesWanted; ) {
    try {
      await microsoft.prove(certificate);
      accepted += 1;
    } catch (error) {
      if (!isConsentryError(error, 'client_credential')) throw error;
      if (timer.elapsed() - beganAt >= waitMs) throw notAccepted(error);
      accepted = 0;
    }
    if (accepted < acceptancesWanted) await timer.wait(tryEveryMs);
  }
}

function notAccepted(error: ConsentryError): ConsentryError {
  return new ConsentryError('client_credential', {
    message: 'Microsoft does not accept the new certificate yet. The broker goes on with the old one.',
    remedy:
      'It takes some minutes to spread. Run the command again: it goes on from here. See at Microsoft that the registration has it.',
    facts: error.facts,
    cause: error,
  });
}
