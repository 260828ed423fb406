import { readTenantId, type TenantId } from '../../ids.ts';

/**
 * The customer in whose part of Partner Center a path lies; undefined outside of every customer's.
 *
 * @param place.path from the base URL, with or without its query
 * @see Partner Center REST, "Partner Center REST URLs" (2023-10)
 */
export function findCustomerInPath({ path }: { readonly path: string }): TenantId | undefined {
  const [, id] =
    /^\/v1\/customers\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[/?]|$)/i.exec(path) ?? [];
  return id === undefined ? undefined : readTenantId(id.toLowerCase());
}
