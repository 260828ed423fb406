import type { TestContext } from 'node:test';
import { openVaultScan, type VaultScanner } from '../src/key-vault/index.ts';
import type { Fetch } from '../src/ports.ts';
import { aKeyVault, cloudOf, fetchFrom, type TestKeyVault, tokensOf, vaultTenant } from './a-key-vault.ts';
import { customer } from './builders.ts';

/** In every value: no output, report, record or log may hold it. */
export const canary = 'CANARY7';
const tail = `${canary}${'x1Y-'.repeat(60)}`;

/** Values as they are found in vaults. */
export const values = {
  refreshToken: `0.AWYAsx3kTestTenantMark.AgABAAEAAAD--${tail}`,
  olderRefreshToken: `1.AXoAsx3kTestTenantMark.AgABAAEAAAD--old${tail}`,
  opaque: `opaque${tail}`,
  password: `${canary}!pass`,
  userName: 'admin@contoso.onmicrosoft.com',
  login: JSON.stringify({ UserName: 'admin@contoso.onmicrosoft.com', Password: `${canary}!json` }),
  line: `admin@contoso.onmicrosoft.com:${canary}!line`,
  database: `Server=db.example;User ID=sa;Password=${canary}!db;Database=x`,
  jwt: `eyJhbGciOiJub25lIn0.${Buffer.from(canary).toString('base64url')}.sig`,
  tokenAnswer: JSON.stringify({ token_type: 'Bearer', refresh_token: tail, expires_in: 3599 }),
  plain: `${canary} nothing of interest`,
} as const;

export interface TestVaultScan extends TestKeyVault {
  readonly scanner: VaultScanner;
  /** Sets a secret by hand, a version for each value. @returns the versions */
  put(name: string, put: readonly string[], more?: object): Promise<readonly string[]>;
  /** Which secrets the vault has now, by their names. */
  names(): Promise<readonly string[]>;
  /** What the scanner asked the vault, and was allowed, as `operation name`. */
  done(...operations: readonly string[]): readonly string[];
}

const scannerId = '60000000-0000-4000-8000-000000000002';
type Permission = 'get' | 'set' | 'list' | 'delete' | 'purge';

/** A vault, and somebody with these permissions who looks for credentials in it. */
export async function aVaultScan(
  t: TestContext,
  permissions: readonly Permission[] = ['get', 'set', 'list', 'delete', 'purge'],
  around: (fetch: Fetch) => Fetch = (fetch) => fetch,
): Promise<TestVaultScan> {
  const vault = await aKeyVault(t);
  const { sandbox, record, byHand } = vault;
  const [first] = sandbox.world.applications;
  if (first === undefined) throw new TypeError('the world has no application');
  sandbox.world.applications.push({ ...first, clientId: scannerId, secrets: [{ value: 'scanner' }] });
  sandbox.world.servicePrincipals.push({
    tenantId: vaultTenant,
    clientId: scannerId,
    state: 'enabled',
    roles: [],
  });
  record.access.push({ clientId: scannerId, permissions: [...permissions] });
  const fetch = around(fetchFrom(sandbox));
  const scanner = openVaultScan({
    vaultUrl: sandbox.origins.vault,
    tenant: vaultTenant,
    cloud: cloudOf(sandbox),
    tokens: await tokensOf(sandbox, fetch, 'scanner', scannerId),
    fetch,
    clock: sandbox.clock,
    timer: { elapsed: () => sandbox.clock.now(), wait: async (ms) => sandbox.control.moveClock(ms) },
  });
  return {
    ...vault,
    scanner,
    async put(name, put, more = {}) {
      const versions: string[] = [];
      for (const value of put) {
        const { status, body } = await byHand('PUT', `/secrets/${name}`, { value, ...more });
        if (status !== 200) throw new Error(`${name} was not set: ${status}`);
        versions.push(body.id.slice(body.id.lastIndexOf('/') + 1));
        sandbox.control.moveClock(1_000);
      }
      return versions;
    },
    async names() {
      const { body } = await byHand('GET', '/secrets');
      return (body as unknown as { value: { id: string }[] }).value.map(({ id }) =>
        id.slice(id.lastIndexOf('/') + 1),
      );
    },
    done: (...operations) =>
      sandbox.ledger
        .vaultCalls(({ operation = '', status }) => operations.includes(operation) && status < 300)
        .map(({ operation, secretName }) => `${operation} ${secretName}`),
  };
}

/** Fills a vault with one of everything. */
export async function fill({ put }: TestVaultScan): Promise<void> {
  await put(customer, [values.refreshToken]);
  await put('admincontosoonmicrosoftcom', [values.opaque]);
  await put('contoso-UserName', [values.userName]);
  await put('contoso-Password', [values.password]);
  await put('login', [values.login]);
  await put('line', [values.line]);
  await put('token-answer', [values.tokenAnswer]);
  await put('overwritten', [values.olderRefreshToken, values.plain]);
  await put('ida--CSPApplicationSecret', [values.plain]);
  await put('api-token', [values.jwt]);
  await put('sql-connection', [values.database]);
  await put('something', [values.plain]);
  await put('tls', [values.plain], { contentType: 'application/x-pkcs12' });
}
