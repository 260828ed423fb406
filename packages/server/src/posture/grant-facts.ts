import type { GrantFacts, GrantForecast, SealedGrant } from '@consentry/core';
import type { ForecastOfPartner } from '../forecast/forecast-of-partner.ts';
import type { CustomerRefusals, SaidOfMfa } from '../stores/grant-mfa.ts';
import type { Store } from '../stores/store.ts';

/**
 * What the broker knows of the grants of a partner that were not taken back.
 * @throws ConsentryError `store_unavailable`
 */
export async function readGrantFacts(
  { grantMfa }: Pick<Store, 'grantMfa'>,
  { known, grants }: Pick<ForecastOfPartner, 'known' | 'grants'>,
): Promise<readonly GrantFacts[]> {
  const ends = new Map(grants.map((forecast) => [forecast.grant, findOwnEnd(forecast)]));
  return Promise.all(
    known.map(async (grant) => {
      const [said, refusals] = await Promise.all([grantMfa.find(grant.id), grantMfa.listRefusals(grant.id)]);
      return { ...describe(grant, said, refusals), ends: ends.get(grant.id) };
    }),
  );
}

/** The earliest of the grant itself: with a customer whose relationship ends the others are not lost. */
function findOwnEnd({ ends }: GrantForecast): GrantFacts['ends'] {
  const end = ends.find(({ customer }) => customer === undefined);
  return end && { at: end.at, cause: end.cause };
}

function describe(
  grant: SealedGrant,
  said: SaidOfMfa | undefined,
  refusals: CustomerRefusals,
): Omit<GrantFacts, 'ends'> {
  // What was said of the sign-in before is over.
  const current = said !== undefined && said.seenAt >= grant.consentedAt ? said : undefined;
  return {
    id: grant.id,
    account: grant.subject,
    accountName: grant.username ?? grant.subject,
    application: grant.application,
    // A sign-in of which MFA could not be told was accepted.
    amr: grant.amr.length === 0 ? undefined : grant.amr,
    isMfaCompliant: current?.isCompliant,
    mfaRefusedAt: current?.refusedAt,
    // The stored refresh token came of the last redemption whose successor was kept: no later one counts once it is gone.
    redeemedAt: grant.sealedAt,
    refusedAtCustomers: countRefusals(grant, refusals),
  };
}

function countRefusals(
  { partner, consentedAt }: SealedGrant,
  refusals: CustomerRefusals,
): GrantFacts['refusedAtCustomers'] {
  const at = [...refusals]
    .filter(([tenant, refusedAt]) => tenant !== partner && refusedAt >= consentedAt)
    .map(([, refusedAt]) => refusedAt);
  return at.length === 0 ? undefined : { count: at.length, lastAt: Math.max(...at) };
}
