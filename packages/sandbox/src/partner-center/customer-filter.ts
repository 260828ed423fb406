import { z } from 'zod';
import type { Tenant } from '../world/types.ts';
import { readBody } from './read-body.ts';

const filterBody = z.object({
  field: z.enum(['CompanyName', 'Domain']),
  value: z.string(),
  operator: z.enum(['starts_with', 'substring']),
});

/**
 * Reads the `filter` of a list of customers, `{"Field":"CompanyName","Value":"Con","Operator":"starts_with"}`.
 *
 * @param text null for every customer
 * @throws ApiFault 400/800002 another field than `CompanyName` and `Domain`, another operator than `starts_with` and `substring`
 */
export function readCustomerFilter(text: string | null): (customer: Tenant) => boolean {
  if (text === null) return () => true;
  const { field, value, operator } = readBody(text, filterBody);
  const wanted = value.toLowerCase();
  return ({ name, defaultDomain }) => {
    const found = (field === 'CompanyName' ? name : defaultDomain).toLowerCase();
    return operator === 'starts_with' ? found.startsWith(wanted) : found.includes(wanted);
  };
}
