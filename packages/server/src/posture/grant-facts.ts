import type { GrantFacts, SealedGrant, TenantId } from '@consentry/core';
import type { EndOf } from './grant-ends.ts';
import type { CustomerRefusals, SaidOfMfa } from '../stores/grant-mfa.ts';
import type { Store } from '../stores/store.ts';

export interface GrantFactsDeps {
  readonly store: Pick<Store, 'grants' | 'grantMfa'>;
  readonly endOf: EndOf;
}

/**
 * What the broker knows of the grants of a partner that were not taken back.
 * @throws ConsentryError `store_unavailable`
 */
export async function readGrantFacts(
  { store, endOf }: GrantFactsDeps,
  partner: TenantId,
): Promise<readonly GrantFacts[]> {
  const grants = await store.grants.listByPartner(partner);
  return Promise.all(
    grants
      .filter(({ state }) => state !== 'revoked')
      .map(async (grant) => {
        const [said, refusals] = await Promise.all([
          store.grantMfa.find(grant.id),
          store.grantMfa.listRefusals(grant.id),
        ]);
        return { ...describe(grant, said, refusals), ends: endOf(grant) };
      }),
  );
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
