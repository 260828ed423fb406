import type { World } from '@consentry/sandbox';

/** A partner of a world, its service account, and its customers. */
export interface Partner {
  readonly tenant: string;
  readonly account: {
    readonly userPrincipalName: string;
    readonly password: string;
    readonly totpSecret: string;
  };
  readonly customers: readonly string[];
}

/** @throws TypeError for a partner whose service account has no MFA */
export function findPartners({ tenants, users, relationships }: World): readonly Partner[] {
  return tenants
    .filter(({ kind }) => kind === 'partner')
    .map(({ id }) => {
      const account = users.find(
        ({ tenantId, userPrincipalName }) => tenantId === id && userPrincipalName.startsWith('service@'),
      );
      if (account?.totpSecret === undefined) throw new TypeError(`${id} has no service account with MFA`);
      const { userPrincipalName, password, totpSecret } = account;
      const own = relationships.filter(({ partnerTenantId }) => partnerTenantId === id);
      return {
        tenant: id,
        account: { userPrincipalName, password, totpSecret },
        customers: own.map(({ customerTenantId }) => customerTenantId),
      };
    });
}
