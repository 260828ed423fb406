import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRemote, type Remote, Secret } from '@consentry/core/remote';
import { createSandbox, DEFAULT_TENANTS, generateWorld, type Sandbox, type User } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import type { Ready } from './a-served-partner.ts';
import { aFolder } from './a-folder.ts';
import { type Running, startConsentry } from './consentry.ts';
import { freePort } from './free-port.ts';
import { writeConfig } from './write-config.ts';

/** A partner that has connected, and its customers. */
export interface ConnectedPartner {
  readonly tenant: string;
  readonly customers: readonly string[];
}

/** A broker in a process of its own that can reach a Key Vault, with many partners. */
export interface BrokerOfMany extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly partners: readonly ConnectedPartner[];
  /** The process that runs now. */
  broker(): Running<Ready>;
  /** Starts it again on the same ports, once it has ended. @param vault where new refresh tokens go from now on */
  restart(vault: 'database' | 'key-vault'): Promise<void>;
  operator(): Promise<Remote>;
  /** The key of a caller that may have everything of every partner. */
  readonly key: string;
}

/** The grants of all partners lie in the database. */
export async function aBrokerOfMany(count: number): Promise<BrokerOfMany> {
  const folder = await aFolder();
  const publicPort = await freePort();
  const world = generateWorld({
    seed: 'many',
    partners: count,
    customers: count * 2,
    redirectUris: [`http://localhost:${publicPort}/consent/callback`],
  });
  const sandbox = await createSandbox({ world });
  const caFile = join(folder.path, 'ca.pem');
  const names = { vault: 'example.vault.localhost', login: 'login.localhost' };
  await sandbox.listen({ https: true, caFile, names });
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins, caFile);
  const start = (vault: string) =>
    startConsentry<Ready>(['serve', '--json', '--config', configFile], {
      env: {
        CONSENTRY_VAULT: vault,
        CONSENTRY_KEY_VAULT_URL: sandbox.origins.vault,
        CONSENTRY_KEY_VAULT_TENANT: DEFAULT_TENANTS.vendor,
      },
    });
  let running = await start('database');
  const operator = async (): Promise<Remote> => {
    const { apiUrl, operatorKeyFile } = running.ready;
    const lines = (await readFile(operatorKeyFile, 'utf8')).split('\n');
    const key = lines.find((line) => line !== '' && !line.startsWith('#')) ?? '';
    return createRemote({ baseUrl: apiUrl, key: Secret.of(key), send: (request) => fetch(request) });
  };
  const { key } = await (await operator()).call('addCaller', {
    body: {
      name: 'load',
      policy: {
        partners: 'all',
        customers: 'all',
        partnerTenant: true,
        resources: ['graph', 'partner-center'],
        rate: { perMinute: 6_000_000 },
      },
    },
  });
  const partners = await connectAll(sandbox, await operator());
  return {
    sandbox,
    partners,
    key,
    broker: () => running,
    operator,
    async restart(vault) {
      running = await start(vault);
    },
    async [Symbol.asyncDispose]() {
      await running.stop('SIGKILL');
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const atOnce = 4;

async function connectAll(sandbox: Sandbox, operator: Remote): Promise<readonly ConnectedPartner[]> {
  const { tenants, relationships, users } = sandbox.world;
  const partners = tenants
    .filter(({ kind }) => kind === 'partner')
    .map(({ id: tenant }) => ({
      tenant,
      customers: relationships
        .filter(({ partnerTenantId }) => partnerTenantId === tenant)
        .map(({ customerTenantId }) => customerTenantId),
    }));
  const accounts = new Map(
    users
      .filter(({ userPrincipalName }) => userPrincipalName.startsWith('service@'))
      .map((user) => [user.tenantId, user]),
  );
  const queue = [...partners];
  const connectNext = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await connect(sandbox, operator, next.tenant, accounts.get(next.tenant));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, connectNext));
  return partners;
}

/** The person's browser knows the cloud’s certificate authority. */
async function connect(
  sandbox: Sandbox,
  operator: Remote,
  partner: string,
  account: User | undefined,
): Promise<void> {
  assert.ok(account?.totpSecret);
  const { url } = await operator.call('createInvitation', { body: { partner } });
  const { origin } = new URL(url);
  const person = createPerson({
    send: (request) =>
      new URL(request.url).origin === origin ? fetch(request) : sandbox.services.login(request),
  });
  const { userPrincipalName, password, totpSecret } = account;
  const page = await signIn(person, await person.submit(await person.open(url)), {
    userPrincipalName,
    password,
    totpSecret,
  });
  assert.equal(page.status, 200, page.text);
}
