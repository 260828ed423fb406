import type { SandboxClock } from '../clock.ts';
import { totp } from '../totp.ts';
import type { World } from '../world/types.ts';

/** What a person needs to know to use the world: tenants, accounts that can sign in, applications, and a code that is good now. */
export interface WorldView {
  tenants: { id: string; name: string; defaultDomain: string; kind: string }[];
  accounts: AccountView[];
  applications: { clientId: string; displayName: string; homeTenantId: string; secret: string | null }[];
}

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

export function writeWorldView({ world, clock }: { world: World; clock: SandboxClock }): WorldView {
  return {
    tenants: world.tenants.map(({ id, name, defaultDomain, kind }) => ({ id, name, defaultDomain, kind })),
    accounts: world.users.map((user) => ({
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
  };
}
