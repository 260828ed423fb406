import type { Tenant, User, World } from '@consentry/sandbox';

/** Who plays which part in the default world. */
export interface Cast extends PartnerCast {
  readonly application: { readonly clientId: string; readonly displayName: string; readonly secret: string };
  /** Another partner, for whoever wants one that is connected already. */
  readonly other: PartnerCast;
}

/** A partner and its people. */
export interface PartnerCast {
  readonly partner: { readonly id: string; readonly name: string };
  readonly administrator: User;
  readonly serviceAccount: User;
  /** A customer where the application has consent and the service account has GDAP. */
  readonly customer: { readonly id: string; readonly name: string };
}

/** Finds the parts in a world. @throws TypeError for a world that lacks one */
export function findCast(world: World): Cast {
  const [application] = world.applications;
  const secret = application?.secrets[0]?.value;
  const [one, other] = world.tenants.filter(({ kind }) => kind === 'partner');
  if (!application || secret === undefined || !one || !other) {
    throw new TypeError('the world lacks an application or a partner');
  }
  const { clientId, displayName } = application;
  return {
    application: { clientId, displayName, secret },
    ...findPartnerCast(world, one),
    other: findPartnerCast(world, other),
  };
}

function findPartnerCast(world: World, partner: Tenant): PartnerCast {
  const find = (name: string) =>
    world.users.find(
      ({ tenantId, userPrincipalName }) =>
        tenantId === partner.id && userPrincipalName.startsWith(`${name}@`),
    );
  const [administrator, serviceAccount] = [find('admin'), find('service')];
  const relationship = world.relationships.find(
    ({ partnerTenantId, userObjectIds }) =>
      partnerTenantId === partner.id &&
      serviceAccount !== undefined &&
      userObjectIds.includes(serviceAccount.objectId),
  );
  const customer = world.tenants.find(({ id }) => id === relationship?.customerTenantId);
  if (!administrator || !serviceAccount || !customer) {
    throw new TypeError('the world lacks people or a customer of a partner');
  }
  return { partner, administrator, serviceAccount, customer };
}
