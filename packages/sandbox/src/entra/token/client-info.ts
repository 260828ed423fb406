import type { User } from '../../world/types.ts';

/**
 * The `client_info` that a client gets when it asks with `client_info=1`: who the user is at home, whichever tenant was signed in to.
 * The sandbox does not know a guest's object id at home, and gives that of the guest account.
 */
export function writeClientInfo({ objectId, tenantId, guestOf }: User): string {
  return Buffer.from(JSON.stringify({ uid: objectId, utid: guestOf ?? tenantId })).toString('base64url');
}
