import assert from 'node:assert/strict';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox, type World } from '@consentry/sandbox';
import { totp } from '@consentry/sandbox/person';
import type { Page } from 'playwright-core';
import { aFolder } from './a-folder.ts';
import { type Running, startConsentry } from './consentry.ts';
import type { Ready } from './connect-partner.ts';
import { freePort } from './free-port.ts';
import { writeConfig } from './write-config.ts';

/** The account that looks after the broker; its tenant is the vendor's. */
export const operatorAccount = 'operator@control-panel.example';

const dashboardClient = '50000000-0000-4000-8000-000000000000';

/** A broker at whose dashboard accounts sign in. It is at `localhost` and the identity provider at 127.0.0.1: two sites. */
export interface DashboardSite extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly broker: Running<Ready>;
  /** The origin of the dashboard. */
  readonly url: string;
  /** Signs in at the identity provider's pages, from the first of them. */
  signIn(page: Page, userPrincipalName: string): Promise<void>;
}

/** Starts one. @param change what is different in the world, made before anything reads it */
export async function aDashboardSite(
  change: (world: World) => void = () => undefined,
): Promise<DashboardSite> {
  const folder = await aFolder();
  const [publicPort, apiPort] = [await freePort(), await freePort()];
  const publicUrl = `http://localhost:${publicPort}`;
  const url = `http://localhost:${apiPort}`;
  const world = defaultWorld({
    redirectUris: [`${publicUrl}/consent/callback`, `${publicUrl}/consent/customer/sign-in`],
    adminConsentRedirectUris: [`${publicUrl}/consent/approved`, `${publicUrl}/consent/customer`],
  });
  register(world, `${url}/dashboard/sign-in/answer`);
  change(world);
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  const broker = await startConsentry<Ready>(['serve', '--json', '--config', configFile], {
    env: {
      CONSENTRY_API_LISTENER_PORT: `${apiPort}`,
      CONSENTRY_DASHBOARD_URL: url,
      CONSENTRY_DASHBOARD_TENANT: DEFAULT_TENANTS.vendor,
      CONSENTRY_DASHBOARD_CLIENT_ID: dashboardClient,
      CONSENTRY_DASHBOARD_AUTHENTICATION_CONTEXT: 'c1',
    },
  });
  return {
    sandbox,
    broker,
    url,
    signIn: (page, name) => signIn(sandbox, page, name),
    async [Symbol.asyncDispose]() {
      await broker.stop('SIGKILL');
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function register(world: World, redirectUri: string): void {
  const administrator = world.users.find(({ userPrincipalName }) => userPrincipalName.startsWith('admin@'));
  assert.ok(administrator);
  const objectId = '60000000-0000-4000-8000-000000000000';
  world.users.push({
    ...structuredClone(administrator),
    tenantId: DEFAULT_TENANTS.vendor,
    objectId,
    userPrincipalName: operatorAccount,
    displayName: 'Example Operator',
    directoryRoles: [],
    groups: [],
  });
  world.applications.push({
    clientId: dashboardClient,
    homeTenantId: DEFAULT_TENANTS.vendor,
    displayName: 'Example Dashboard',
    secrets: [],
    certificates: [],
    redirectUris: [redirectUri],
    requiredScopes: [],
    multiTenant: false,
    idTokenIssuance: true,
    optionalIdTokenClaims: ['auth_time'],
  });
  world.servicePrincipals.push({
    tenantId: DEFAULT_TENANTS.vendor,
    clientId: dashboardClient,
    state: 'enabled',
    roles: [],
    userRoles: [{ userObjectId: objectId, role: 'Consentry.Admin' }],
  });
}

async function signIn({ world }: Sandbox, page: Page, name: string): Promise<void> {
  const account = world.users.find(({ userPrincipalName }) => userPrincipalName === name);
  assert.ok(account);
  await page.locator('[name=login]').fill(name);
  await page.locator('[name=login]').press('Enter');
  await page.locator('[name=passwd]').fill(account.password);
  await page.locator('[name=passwd]').press('Enter');
  if (account.totpSecret !== undefined) {
    await page.locator('[name=otc]').fill(totp(account.totpSecret, Date.now()));
    await page.locator('[name=otc]').press('Enter');
  }
}
