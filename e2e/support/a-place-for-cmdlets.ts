import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createRemote, Secret } from '@consentry/core/remote';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox, type World } from '@consentry/sandbox';
import { createPerson, type Person, signIn } from '@consentry/sandbox/person';
import { preparation } from '../../packages/cli/src/cmdlets/cmdlet-table.ts';
import { aFolder } from './a-folder.ts';
import type { Ready } from './connect-partner.ts';
import { consentry, type Ended, type Running, startConsentry } from './consentry.ts';
import { freePort } from './free-port.ts';
import { compileCache, launcher } from './launcher.ts';
import { writeConfig } from './write-config.ts';

const terminalId = '44444444-3333-4222-8111-000000000000';
const exchangeId = '00000002-0000-0ff1-ce00-000000000000';
/** Exchange Online, of whose own API the old module got tokens. */
export const exchange = 'https://outlook.office365.com';
const { partnerOne, customerA, customerB, vendor } = DEFAULT_TENANTS;

/** Where a person of the old module would stand: a shell in a folder, a broker that runs, and files that they wrote. */
export interface PlaceForCmdlets extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly redirectUri: string;
  /** Runs a command as it is printed, in a shell; fails on a variable that has no value. */
  run(command: string, meanwhile?: (stderr: string) => Promise<void> | undefined): Promise<Ended>;
  /** Gives variables of the printed commands their values. */
  setVariables(variables: Readonly<Record<string, string>>): void;
  /** Writes a file that the commands name. */
  write(name: string, content: string | object): Promise<void>;
  person(): Person;
  /** The service account signs in with MFA, at a page of Microsoft’s or by a link of the broker. */
  signIn(url: string, userCode?: string): Promise<void>;
  /** The id of the only grant. */
  connect(): Promise<string>;
  audit(type: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  broker: Running<Ready>;
}

/**
 * Starts a broker in an empty folder, and runs what docs/cmdlets.md has typed first.
 * @param kind whether the broker proves itself by a secret, or by a certificate and has a Key Vault, all at https
 * @param application whose it is
 */
export async function aPlaceForCmdlets(
  kind: 'secret' | 'certificate' = 'secret',
  application: 'vendor' | 'partner' = 'vendor',
): Promise<PlaceForCmdlets> {
  await using made = new AsyncDisposableStack();
  const { path: folder } = made.use(await aFolder());
  const publicPort = await freePort();
  const redirectUri = `http://localhost:${publicPort}/consent/callback`;
  const certificate = kind === 'certificate' ? await aCertificate(folder) : undefined;
  const world = defaultWorld({ redirectUris: [redirectUri], ...(certificate && { certificate }) });
  addTerminal(world);
  addExchange(world);
  // As the public cloud names itself: what reads a token by itself knows no other.
  world.settings.issuerV1 = 'https://sts.windows.net/{tenantid}/';
  const [vault] = world.vaults;
  assert.ok(vault);
  world.vaults.push({ ...structuredClone(vault), name: 'contoso-partner' });
  const sandbox = made.adopt(await createSandbox({ world }), (one) => one.close());
  const caFile = join(folder, 'ca.pem');
  await sandbox.listen(certificate === undefined ? {} : { https: true, caFile });
  const { configFile } = await writeConfig(
    folder,
    publicPort,
    sandbox.origins,
    certificate === undefined ? undefined : caFile,
  );
  if (certificate !== undefined) await proveByCertificate(configFile, folder);
  const broker = made.adopt(
    await startConsentry<Ready>(['serve', '--json', '--config', configFile], {
      env: {
        CONSENTRY_DEVICE_CODE_CLIENT_ID: terminalId,
        CONSENTRY_APPLICATION_KIND: application,
        ...(certificate !== undefined && {
          CONSENTRY_VAULT: 'database',
          CONSENTRY_KEY_VAULT_URL: sandbox.origins.vault,
          CONSENTRY_KEY_VAULT_TENANT: vendor,
        }),
      },
    }),
    (one) => one.stop('SIGTERM').then(() => undefined),
  );
  await writeFile(join(folder, 'consentry'), `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`, {
    mode: 0o755,
  });
  const variables: Record<string, string> = { PARTNER: partnerOne, CUSTOMER: customerA };
  const env = {
    ...compileCache,
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    CONSENTRY_URL: broker.ready.apiUrl,
    CONSENTRY_KEY_FILE: broker.ready.operatorKeyFile,
    ...(certificate !== undefined && { NODE_EXTRA_CA_CERTS: caFile }),
  };
  const toBroker = new URL(redirectUri).origin;
  const person = (): Person =>
    createPerson({
      send: (request) =>
        new URL(request.url).origin === toBroker ? fetch(request) : sandbox.services.login(request),
    });
  const operatorKey = (await readFile(broker.ready.operatorKeyFile, 'utf8')).split('\n');
  const operator = createRemote({
    baseUrl: broker.ready.apiUrl,
    key: Secret.of(operatorKey.find((line) => line !== '' && !line.startsWith('#')) ?? ''),
    send: (request) => fetch(request),
  });
  const held = made.move();
  const place: PlaceForCmdlets = {
    sandbox,
    folder,
    redirectUri,
    broker,
    setVariables: (more) => void Object.assign(variables, more),
    write: (name, content) =>
      writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content), {
        mode: 0o600,
      }),
    person,
    run: (command, meanwhile) => {
      for (const [, name = ''] of command.matchAll(/\$(\w+)/g))
        assert.ok(name in variables, `$${name} has no value`);
      return runInShell(command, { cwd: folder, env: { ...env, ...variables } }, meanwhile);
    },
    async signIn(url, userCode) {
      const account = sandbox.world.users.find(
        ({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example',
      );
      assert.ok(account?.totpSecret);
      const { userPrincipalName, password, totpSecret } = account;
      const who = person();
      const opened = await who.open(url);
      const asked = userCode === undefined ? opened : await who.submit(opened, { user_code: userCode });
      const page = await signIn(who, asked, { userPrincipalName, password, totpSecret });
      assert.equal(page.status, 200, page.text);
    },
    async connect() {
      const { url } = await operator.call('createInvitation', { body: { partner: partnerOne } });
      await place.signIn(url);
      const [grant] = (await operator.call('listGrants', { query: {} })).items;
      assert.ok(grant);
      return grant.id;
    },
    async audit(type) {
      const { items } = await operator.call('listAudit', { query: { limit: 1000 } });
      return items.filter((item) => item.type === type);
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
  const prepared = await place.run(preparation);
  assert.equal(prepared.exitCode, 0, prepared.stderr);
  return place;
}

/** The second registration, for device codes. */
function addTerminal(world: World): void {
  const [own] = world.applications;
  assert.ok(own);
  const more = { clientId: terminalId, secrets: [], redirectUris: [], allowPublicClientFlows: true };
  world.applications.push({ ...own, ...more, displayName: 'Example Terminal' });
  for (const tenantId of [partnerOne, customerA]) {
    world.servicePrincipals.push({ tenantId, clientId: terminalId, state: 'enabled', roles: [] });
    for (const { resource, scopes } of own.requiredScopes) {
      world.consents.push({ tenantId, clientId: terminalId, resource, scopes: [...scopes], kind: 'admin' });
    }
  }
}

/** Exchange Online, at customer B. */
function addExchange(world: World): void {
  const [own] = world.applications;
  assert.ok(own);
  world.applications.push({
    ...structuredClone(own),
    clientId: exchangeId,
    displayName: 'Office 365 Exchange Online',
    secrets: [],
    redirectUris: [],
    requiredScopes: [],
    api: { identifierUri: exchange, scopes: ['Exchange.Manage'], accessTokenVersion: 1 },
  });
  world.servicePrincipals.push({ tenantId: customerB, clientId: exchangeId, state: 'enabled', roles: [] });
}

async function aCertificate(folder: string): Promise<string> {
  const certificateFile = join(folder, 'app.pem');
  const files = ['--certificate-file', certificateFile, '--private-key-file', join(folder, 'app.key')];
  const created = await consentry(['credential', 'create', '--json', ...files]);
  assert.equal(created.exitCode, 0, created.stderr);
  return readFile(certificateFile, 'utf8');
}

async function proveByCertificate(configFile: string, folder: string): Promise<void> {
  const config = JSON.parse(await readFile(configFile, 'utf8')) as { application: Record<string, string> };
  const { secretFile: _, ...application } = config.application;
  const files = { certificateFile: join(folder, 'app.pem'), privateKeyFile: join(folder, 'app.key') };
  await writeFile(configFile, JSON.stringify({ ...config, application: { ...application, ...files } }));
}

async function runInShell(
  command: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  meanwhile?: (stderr: string) => Promise<void> | undefined,
): Promise<Ended> {
  const child = spawn('sh', ['-c', command], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  let acting: Promise<void> | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    acting ??= meanwhile?.(stderr);
    // Nobody waits for a command whose turn did not come.
    acting?.catch(() => child.kill('SIGKILL'));
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  await acting;
  return { exitCode, stdout, stderr };
}
