import type { SandboxClock } from '../clock.ts';
import { totp } from '../totp.ts';
import type { Tenant, User, World } from '../world/types.ts';

/** What a person needs to know to use the world: tenants, accounts that can sign in, applications, and a code that is good now. */
export interface WorldView {
  tenants: { id: string; name: string; defaultDomain: string; kind: string }[];
  /** Those who can do something come first: everybody who is no ordinary user of a customer. */
  accounts: AccountView[];
  applications: { clientId: string; displayName: string; homeTenantId: string; secret: string | null }[];
  /** How many the view does not name. */
  leftOut: { tenants: number; accounts: number };
}

/** An account that can sign in, with all that it takes. */
export interface AccountView {
  tenantId: string;
  userPrincipalName: string;
  displayName: string;
  password: string;
  totpSecret: string | null;
  /** The one-time code of this moment. */
  oneTimeCode: string | null;
  directoryRoles: string[];
}

/**
 * Writes the view of a world.
 *
 * @param most how many tenants and how many accounts it names; all of them unless told otherwise
 */
export function writeWorldView(
  { world, clock }: { world: World; clock: SandboxClock },
  most = Number.POSITIVE_INFINITY,
): WorldView {
  const tenants = world.tenants.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, most);
  const users = inOrderOfUse(world).slice(0, most);
  return {
    tenants: tenants.map(({ id, name, defaultDomain, kind }) => ({ id, name, defaultDomain, kind })),
    accounts: users.map((user) => ({
      tenantId: user.tenantId,
      // A guest signs in with the address of home.
      userPrincipalName: user.mail ?? user.userPrincipalName,
      displayName: user.displayName,
      password: user.password,
      totpSecret: user.totpSecret ?? null,
      oneTimeCode: user.totpSecret === undefined ? null : totp(user.totpSecret, clock.now()),
      directoryRoles: user.directoryRoles,
    })),
    applications: world.applications.map((application) => ({
      clientId: application.clientId,
      displayName: application.displayName,
      homeTenantId: application.homeTenantId,
      secret: application.secrets[0]?.value ?? null,
    })),
    leftOut: { tenants: world.tenants.length - tenants.length, accounts: world.users.length - users.length },
  };
}

function rankOf({ kind }: Tenant): number {
  return kind === 'customer' ? 1 : 0;
}

function inOrderOfUse({ tenants, users }: World): User[] {
  const customers = new Set(tenants.filter(({ kind }) => kind === 'customer').map(({ id }) => id));
  const isOrdinary = (user: User): boolean =>
    customers.has(user.tenantId) &&
    user.directoryRoles.length === 0 &&
    user.groups.length === 0 &&
    user.totpSecret === undefined;
  return [...users.filter((user) => !isOrdinary(user)), ...users.filter(isOrdinary)];
}
