import { DEFAULT_TENANTS, aUser } from './default-world.ts';
import type { SeededRandom } from './random.ts';
import type { User } from './types.ts';

/** The shares of a partner's own users, from 0 to 1, of whom something is special. */
export interface StaffShares {
  /** Never registered for MFA. */
  withoutMfa?: number;
  disabled?: number;
  guests?: number;
  /** Come from a directory on premises. */
  synced?: number;
}

/** The one-time code of everybody on the staff: an example, as the password. */
const TOTP_SECRET = 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK';

/** The day on which the first of the staff came. One follows an hour after the other. */
const FIRST_AT = Date.UTC(2020, 0, 1);
const HOUR_MS = 60 * 60_000;

/** Makes the users that a partner has beside the accounts of the default world. */
export function partnerStaff(
  random: SeededRandom,
  tenantId: string,
  domain: string,
  { count, shares }: { count: number; shares: StaffShares },
): User[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0');
    const [isRegistered, isDisabled, isGuest, isSynced] = [
      random.fraction() >= (shares.withoutMfa ?? 0),
      random.fraction() < (shares.disabled ?? 0),
      random.fraction() < (shares.guests ?? 0),
      random.fraction() < (shares.synced ?? 0),
    ];
    const login = isGuest
      ? `staff${number}_control-panel.example#EXT#@${domain}`
      : `staff${number}@${domain}`;
    return aUser(tenantId, login, `Staff ${number}`, {
      objectId: random.guid(),
      createdAt: FIRST_AT + index * HOUR_MS,
      state: isDisabled ? 'disabled' : 'active',
      ...(isRegistered ? { totpSecret: TOTP_SECRET } : {}),
      ...(isGuest
        ? { guestOf: DEFAULT_TENANTS.vendor, mail: `staff${number}@${domain}.control-panel.example` }
        : {}),
      ...(isSynced ? { isSynced } : {}),
    });
  });
}
