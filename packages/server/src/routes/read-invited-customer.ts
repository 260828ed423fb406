import {
  ConsentryError,
  findCustomerProblem,
  findTenantOfDomain,
  isGuid,
  type InvitedCustomer,
  readTenantId,
  type TenantId,
} from '@consentry/core';
import type { InputOf } from '@consentry/core/contract';
import { wantedOf } from '../admin-consents/look-at-consent.ts';
import type { RouteDeps } from './route-deps.ts';

type Body = InputOf<'createInvitation'>['body'];
type Deps = Pick<RouteDeps, 'access' | 'adminConsent' | 'cloud' | 'fetch' | 'clock'>;

/**
 * Reads which customer an invitation is for, and what is wanted there. Undefined for an invitation of another kind.
 * @throws ConsentryError `invalid_request`, `admin_consent_off`, `domain_unknown`, and those of the metadata
 */
export async function readInvitedCustomer(deps: Deps, body: Body): Promise<InvitedCustomer | undefined> {
  const { kind, customer, customerName: name, allowed, resources } = body;
  if (kind !== 'customer') {
    if ([customer, name, allowed, resources].some((field) => field !== undefined)) {
      throw refuse('A customer is named, and the invitation is not one of a customer.', 'kind');
    }
    return undefined;
  }
  requirePartnerAlone(body);
  requireWanted(deps, resources);
  const partner = readTenantId(body.partner);
  if (customer === undefined) {
    return { tenant: undefined, name, allowed: await readAllowed(deps, partner, allowed), resources };
  }
  if (allowed !== undefined) throw refuse('The tenant is fixed: no other is allowed.', 'allowed');
  const tenant = readTenantId(customer);
  await requireCustomer(deps, partner, tenant);
  return { tenant, name, allowed: undefined, resources };
}

/** Who signs in, and how, is not known of a customer. */
function requirePartnerAlone({
  partner,
  partnerKind,
  grant,
  account,
  accountId,
  acceptsUnknownMfa,
}: Body): void {
  if (partner === undefined) throw refuse('It is not said whose customer it is.', 'partner');
  if (partnerKind !== undefined) throw refuse('A customer is no kind of partner.', 'partnerKind');
  if (grant !== undefined || account !== undefined || accountId !== undefined || acceptsUnknownMfa) {
    throw refuse('An administrator of a customer gives no grant.', 'grant');
  }
}

function requireWanted({ adminConsent }: Deps, resources: readonly string[] = []): void {
  const wanted = wantedOf(adminConsent, undefined);
  const unknown = resources.find((resource) => wanted.every((api) => api.resource !== resource));
  if (wanted.length === 0 || unknown !== undefined) throw new ConsentryError('admin_consent_off');
}

async function readAllowed(
  deps: Deps,
  partner: TenantId,
  allowed: Body['allowed'],
): Promise<readonly TenantId[] | undefined> {
  if (allowed === undefined) return undefined;
  const tenants: TenantId[] = [];
  for (const one of allowed) {
    const tenant = isGuid(one) ? readTenantId(one) : await findTenantOfDomain(deps, one);
    await requireCustomer(deps, partner, tenant);
    tenants.push(tenant);
  }
  return tenants;
}

/** What would be refused of whoever signs in is refused at once. */
async function requireCustomer(deps: Deps, partner: TenantId, tenant: TenantId): Promise<void> {
  if ((await findTenantProblem(deps, { partner, tenant, allowed: undefined })) === undefined) return;
  throw refuse('This tenant cannot be a customer of the partner.', 'customer');
}

/** As `findCustomerProblem`; also whoever is a partner of this broker is no customer. */
export async function findTenantProblem(
  { access, adminConsent }: Pick<Deps, 'access' | 'adminConsent'>,
  input: {
    readonly partner: TenantId;
    readonly tenant: TenantId;
    readonly allowed: readonly TenantId[] | undefined;
  },
): Promise<ReturnType<typeof findCustomerProblem>> {
  const { tenant, ...rules } = input;
  const excluded = adminConsent?.excluded ?? [];
  const problem = findCustomerProblem(tenant, { ...rules, excluded });
  return problem ?? ((await access.listGrants(tenant)).length > 0 ? 'partner' : undefined);
}

function refuse(message: string, field: string): ConsentryError {
  return new ConsentryError('invalid_request', {
    message,
    remedy:
      'Of a customer name `kind`, `partner`, and either `customer` or what is `allowed`; never the partner’s own tenant, a partner of this broker, or one of adminConsent.excludedTenants.',
    facts: { fields: [field] },
  });
}
