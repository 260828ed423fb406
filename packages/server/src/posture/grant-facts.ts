import { type Clock, forgottenAt, type GrantFacts, type SealedGrant, type TenantId } from '@consentry/core';
import type { Store } from '../stores/store.ts';

export interface GrantFactsDeps {
  readonly store: Pick<Store, 'grants'>;
  readonly clock: Clock;
}

/**
 * What the broker knows of the grants of a partner that were not taken back.
 * @throws ConsentryError `store_unavailable`
 */
export async function readGrantFacts(
  { store }: GrantFactsDeps,
  partner: TenantId,
): Promise<readonly GrantFacts[]> {
  const grants = await store.grants.listByPartner(partner);
  return grants.filter(({ state }) => state !== 'revoked').map((grant) => factsOf(grant));
}

function factsOf(grant: SealedGrant): GrantFacts {
  return {
    id: grant.id,
    account: grant.subject,
    accountName: grant.username ?? grant.subject,
    application: grant.application,
    // Where no token told, a sign-in of which MFA is unknown was accepted.
    amr: grant.amr.length === 0 ? undefined : grant.amr,
    isMfaCompliant: undefined,
    mfaRefusedAt: undefined,
    redeemedAt: grant.sealedAt,
    ends: endOf(grant),
    refusedAtCustomers: undefined,
  };
}

/** The one place that says when a grant stops working. */
function endOf({ sealedAt }: SealedGrant): GrantFacts['ends'] {
  return { at: forgottenAt(sealedAt), cause: 'inactivity' };
}
