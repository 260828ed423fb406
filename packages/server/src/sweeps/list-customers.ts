import {
  type Apis,
  type CustomerFilter,
  isGuid,
  type NewItem,
  readTenantId,
  type TenantId,
} from '@consentry/core';

/** What is looked at of a customer, as Partner Center lists it. */
interface ListedCustomer {
  readonly companyProfile?: { readonly companyName?: string; readonly domain?: string } | undefined;
  readonly relationshipToPartner?: string | undefined;
}

/** A customer that Partner Center lists. */
export interface CustomerItem extends NewItem {
  readonly domain: string | undefined;
}

/** So many customers are added at once. */
const chunkSize = 500;

/**
 * The customers that Partner Center lists for a partner, in chunks, in the order in which they come.
 * @throws ConsentryError `api_…` and those of the tokens
 */
export async function* listCustomers(
  apis: Pick<Apis, 'partnerCenter'>,
  partner: TenantId,
  filter: CustomerFilter | undefined,
): AsyncGenerator<readonly CustomerItem[]> {
  let [chunk, turn]: [CustomerItem[], number] = [[], 0];
  for await (const customer of apis.partnerCenter({ partner }).customers()) {
    const id = customer.companyProfile?.tenantId ?? customer.id;
    if (!isGuid(id) || !fits(customer, filter)) continue;
    const domain = customer.companyProfile?.domain?.slice(0, 253);
    chunk.push({ partner, customer: readTenantId(id), customerName: nameOf(customer), domain, turn });
    turn += 1;
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function nameOf({ companyProfile }: ListedCustomer): string | undefined {
  return companyProfile?.companyName?.slice(0, 200);
}

function fits(
  { companyProfile, relationshipToPartner }: ListedCustomer,
  { name, domain, relationship }: CustomerFilter = {},
): boolean {
  return (
    contains(companyProfile?.companyName, name) &&
    contains(companyProfile?.domain, domain) &&
    (relationship === undefined || relationshipToPartner?.toLowerCase() === relationship.toLowerCase())
  );
}

function contains(text: string | undefined, part: string | undefined): boolean {
  return part === undefined || (text ?? '').toLowerCase().includes(part.toLowerCase());
}
