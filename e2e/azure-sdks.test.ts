import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld, type World } from '@consentry/sandbox';
import { aFolder } from './support/a-folder.ts';
import { asOperator, type Ready } from './support/connect-partner.ts';
import { consentry, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { type CloudOrigins, writeConfig } from './support/write-config.ts';

// SDKs that nobody here wrote, unmodified, over https to a sandbox and with a broker's tokens. Each program is a process of its
// own that trusts the sandbox's authority.

interface SandboxReady extends CloudOrigins {
  readonly vault: string;
}

interface BrokerReady extends Ready {
  readonly identityEndpoint: string;
}

const run = promisify(execFile);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { partnerOne, customerA, customerB } = DEFAULT_TENANTS;

const folder = await aFolder();
const file = (name: string): string => join(folder.path, name);
let sandbox: Running<SandboxReady>;
let broker: Running<BrokerReady>;
let env: Record<string, string>;

/**
 * The default world, with a second customer that consented, and a vault in the partner's own tenant that its service
 * account may use.
 */
function aWorld(redirectUri: string): World {
  const world = defaultWorld({ redirectUris: [redirectUri] });
  const { clientId } = DEFAULT_APPLICATION;
  const [service] = world.users;
  assert.ok(service);
  for (const vault of world.vaults) {
    vault.tenantId = partnerOne;
    vault.access = [{ objectId: service.objectId, permissions: ['get', 'set'] }];
  }
  const resource = 'https://vault.azure.net';
  const scopes = ['user_impersonation'];
  world.consents.push({ tenantId: partnerOne, clientId, resource, scopes, kind: 'admin' });
  const ofCustomer = world.consents.find(({ tenantId }) => tenantId === customerA);
  assert.ok(ofCustomer);
  world.consents.push({ ...ofCustomer, tenantId: customerB });
  return world;
}

/** Runs a program to its end, and gives what it printed. */
async function runProgram(program: string, more: Record<string, string> = {}): Promise<string> {
  const preload = here('./support/resolve-localhost.ts');
  const { stdout } = await run(process.execPath, ['--import', preload, here(program)], {
    env: { ...process.env, ...env, ...more },
    timeout: 60_000,
  });
  return stdout;
}

before(async () => {
  const publicPort = await freePort();
  const world = aWorld(`http://localhost:${publicPort}/consent/callback`);
  await writeFile(file('world.json'), JSON.stringify(world));
  const options = ['--json', '--names', '--ca-file', file('ca.pem'), '--world', file('world.json')];
  sandbox = await startConsentry(['sandbox', ...options]);
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.ready, file('ca.pem'));
  broker = await startConsentry(['serve', '--json', '--config', configFile], {
    env: { CONSENTRY_MANAGED_IDENTITY_LISTENER_PORT: '0' },
  });
  const add = ['caller', 'add', '--name', 'sdk', '--key-out', file('caller.key'), '--partner-tenant'];
  const policy = [
    '--partner',
    partnerOne,
    '--customer',
    customerA,
    customerB,
    '--resource',
    'graph',
    'https://vault.localhost',
  ];
  const added = await consentry([...add, ...policy, ...asOperator(broker.ready)]);
  assert.equal(added.exitCode, 0, added.stderr);
  const invited = await consentry(['invite', '--json', '--partner', partnerOne, ...asOperator(broker.ready)]);
  env = {
    NODE_EXTRA_CA_CERTS: file('ca.pem'),
    BROKER: broker.ready.apiUrl,
    KEY_FILE: file('caller.key'),
    GRAPH: sandbox.ready.graph,
    VAULT: sandbox.ready.vault,
    PARTNER: partnerOne,
    CUSTOMER: customerA,
    INVITATION: (JSON.parse(invited.stdout) as { url: string }).url,
  };
  assert.deepEqual(JSON.parse(await runProgram('./witnesses/connect-partner.ts')), { status: 200 });
});

after(async () => {
  await broker?.stop('SIGTERM');
  await sandbox?.stop('SIGTERM');
  await folder[Symbol.asyncDispose]();
});

describe('SDKs with a broker’s tokens', () => {
  test('the Graph client and keyvault-secrets work with remoteCredential, each within its tenant', async () => {
    assert.deepEqual(JSON.parse(await runProgram('./witnesses/broker-credential.ts')), {
      users: 27,
      secret: 'value',
      refused: ['ConsentryError', 'outside_binding'],
    });
  });

  test('ManagedIdentityCredential gets the tokens of two customers by two environment variables', async () => {
    const variables = {
      IDENTITY_ENDPOINT: broker.ready.identityEndpoint,
      IDENTITY_HEADER: (await readFile(file('caller.key'), 'utf8')).trim(),
      OTHER_CUSTOMER: customerB,
    };
    assert.deepEqual(JSON.parse(await runProgram('./witnesses/broker-managed-identity.ts', variables)), {
      seen: [
        [customerA, 27],
        [customerB, 4],
      ],
      refused: ['CredentialUnavailableError', true],
    });
  });

  test('the example for the SDKs lists the users of a customer', async () => {
    const lines = (await runProgram('../examples/typescript/graph-sdk.ts')).trim().split('\n');
    assert.equal(new Set(lines).size, 27);
    assert.ok(lines.every((line) => line.endsWith('@customer-a.example')));
  });
});
