import { ConsentryError } from '../../../errors.ts';
import { isGuid } from '../../../ids.ts';
import type { GdapProposal } from './relationship.ts';

const longestName = 50;
const longestDays = 730;
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

/**
 * Reads a proposal, and writes it as Graph wants it.
 *
 * @throws ConsentryError `invalid_request`
 * @see https://learn.microsoft.com/graph/api/resources/delegatedadminrelationship (2026-11)
 */
export function readProposal({ displayName, days, roles, customer, isAutoExtended }: GdapProposal): object {
  if (typeof displayName !== 'string' || displayName.trim() === '' || displayName.length > longestName)
    throw refused(`displayName must have 1 to ${longestName} characters`);
  if (!Number.isInteger(days) || days < 1 || days > longestDays)
    throw refused(`days must be a whole number from 1 to ${longestDays}`);
  if (customer !== undefined && !isGuid(customer)) throw refused('customer must be a GUID');
  const accessDetails = accessDetailsOf(roles);
  if (isAutoExtended === true && roles.some((role) => role.toLowerCase() === globalAdministrator))
    throw refused('a relationship with Global Administrator cannot be extended by itself');
  return {
    displayName,
    duration: `P${days}D`,
    ...(customer !== undefined && { customer: { tenantId: customer } }),
    accessDetails,
    ...(isAutoExtended !== undefined && { autoExtendDuration: isAutoExtended ? 'P180D' : 'PT0S' }),
  };
}

/** @throws ConsentryError `invalid_request` */
export function accessDetailsOf(roles: readonly string[]): object {
  if (!Array.isArray(roles) || roles.length === 0 || !roles.every(isGuid))
    throw refused('roles must be a list of ids of role templates, which are GUIDs');
  return { unifiedRoles: [...new Set(roles)].map((roleDefinitionId) => ({ roleDefinitionId })) };
}

function refused(what: string): ConsentryError {
  return new ConsentryError('invalid_request', { message: `The GDAP relationship is not good: ${what}.` });
}
