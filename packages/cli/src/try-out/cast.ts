import type { User, World } from '@consentry/sandbox';

/** Who plays which part in the default world. */
export interface Cast {
  readonly application: { readonly clientId: string; readonly displayName: string; readonly secret: string };
  readonly partner: { readonly id: string; readonly name: string };
  readonly serviceAccount: User;
  /** A customer where the application has consent and the service account has GDAP. */
  readonly customer: { readonly id: string; readonly name: string };
}

/** Finds the parts in a world. @throws TypeError for a world that lacks one */
export function findCast(world: World): Cast {
  const [application] = world.applications;
  const partner = world.tenants.find(({ kind }) => kind === 'partner');
  const serviceAccount = world.users.find(
    ({ tenantId, userPrincipalName }) => tenantId === partner?.id && userPrincipalName.startsWith('service@'),
  );
  const relationship = world.relationships.find(
    ({ partnerTenantId, userObjectIds }) =>
      partnerTenantId === partner?.id &&
      serviceAccount !== undefined &&
      userObjectIds.includes(serviceAccount.objectId),
  );
  const customer = world.tenants.find(({ id }) => id === relationship?.customerTenantId);
  const secret = application?.secrets[0]?.value;
  if (!application || !partner || !serviceAccount || !customer || secret === undefined) {
    throw new TypeError('the world lacks an application, a partner, its service account or a customer');
  }
  const { clientId, displayName } = application;
  return { application: { clientId, displayName, secret }, partner, serviceAccount, customer };
}
