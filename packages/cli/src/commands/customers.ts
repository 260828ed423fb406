import {
  ConsentryError,
  type PartnerCenter,
  type PartnerCenterCustomer,
  readTenantId,
} from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import { openApis } from '../open-apis.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';

export interface CustomersOptions extends ConnectOptions {
  readonly partner: string;
  readonly customer?: string;
  /** Beginning of the domain. */
  readonly domain?: string;
}

/**
 * Lists the customers of a partner as Partner Center has them, one alone, or those of a domain.
 * @throws ConsentryError `usage`, `invalid_request`, those of `connect`, of the token and of Partner Center
 */
export const customers: Run<CustomersOptions> = async (options, output) => {
  const { customer, domain } = options;
  if (customer !== undefined && domain !== undefined) {
    throw new ConsentryError('usage', {
      message: 'A customer is named by its tenant or by its domain, not by both.',
      remedy: 'Leave --customer or --domain out.',
    });
  }
  const partner = readTenantId(options.partner);
  const { remote, close } = await connect(options);
  try {
    const { apis, close: leave } = await openApis(remote, { resource: 'partner-center', partner });
    try {
      const items = await read(apis.partnerCenter({ partner }), options);
      output.result(() => describe(items), { items });
    } finally {
      await leave();
    }
  } finally {
    await close();
  }
};

async function read(
  partnerCenter: PartnerCenter,
  { customer, domain }: CustomersOptions,
): Promise<readonly PartnerCenterCustomer[]> {
  if (customer !== undefined) return [await partnerCenter.customer(readTenantId(customer))];
  if (domain === undefined) return Array.fromAsync(partnerCenter.customers());
  const filter = { field: 'Domain', value: domain, operator: 'starts_with' } as const;
  return Array.fromAsync(partnerCenter.customers({ filter }));
}

function describe(items: readonly PartnerCenterCustomer[]): string {
  if (items.length === 0) return 'There is no such customer.';
  return table(
    ['tenant', 'domain', 'relationship', 'name'],
    items.map(({ id, companyProfile, relationshipToPartner = '' }) => [
      companyProfile?.tenantId ?? id,
      companyProfile?.domain ?? '',
      relationshipToPartner,
      companyProfile?.companyName ?? '',
    ]),
  );
}
