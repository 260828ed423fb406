import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox, type World } from '@consentry/sandbox';
import { createPerson, type Person, signIn } from '@consentry/sandbox/person';
import { anOldTool } from '../../packages/server/test/an-old-tool.ts';
import { collectSnippets } from '../../scripts/snippets/collect-snippets.ts';
import { aFolder } from './a-folder.ts';
import { connectPartner, type Ready } from './connect-partner.ts';
import { consentry, type Running, startConsentry } from './consentry.ts';
import { freePort } from './free-port.ts';
import { writeConfig } from './write-config.ts';

const { partnerOne, customerA } = DEFAULT_TENANTS;
const terminal = '44444444-3333-4222-8111-000000000000';
const graph = 'https://graph.microsoft.com';
const issuer = 'https://token.actions.githubusercontent.com';

/** A broker on which everything is configured that pages speak of, in a process of its own, and a connected partner. */
export interface DocumentedBroker extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly ready: Ready;
  readonly person: Person;
  /** The service account of the partner. */
  readonly account: { userPrincipalName: string; objectId: string; password: string; totpSecret: string };
  /** Gives the folder of a page the files that pages take as given. */
  equip(folder: string): Promise<void>;
}

/** Starts one. `isConnected: false`: no partner has given a grant yet. */
export async function aDocumentedBroker({ isConnected = true } = {}): Promise<DocumentedBroker> {
  await using cleaning = new AsyncDisposableStack();
  const folder = cleaning.use(await aFolder());
  const publicPort = await freePort();
  const callback = `http://localhost:${publicPort}/consent`;
  const sandbox = await createSandbox({ world: aWorld(callback) });
  cleaning.defer(() => sandbox.close());
  await sandbox.listen();
  const recoveryKey = join(folder.path, 'recovery.key');
  const made = await consentry(['recovery-key', 'create', '--out', recoveryKey]);
  assert.equal(made.exitCode, 0, made.stderr);
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  await extend(configFile, { backup: { recoveryKeyFile: `${recoveryKey}.pub` } });
  const broker: Running<Ready> = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  cleaning.defer(async () => void (await broker.stop('SIGTERM')));
  if (isConnected) await connectPartner(sandbox, broker.ready);
  const send = (request: Request): Promise<Response> => fetch(request);
  const account = sandbox.world.users.find(({ userPrincipalName }) =>
    userPrincipalName.startsWith('service@'),
  );
  assert.ok(account?.totpSecret !== undefined);
  const { userPrincipalName, objectId, password, totpSecret } = account;
  const held = cleaning.move();
  return {
    sandbox,
    ready: broker.ready,
    person: createPerson({ send }),
    account: { userPrincipalName, objectId, password, totpSecret },
    async equip(place) {
      await mkdir(place, { recursive: true });
      await copyFile(recoveryKey, join(place, 'recovery.key'));
      await copyFile(join(folder.path, 'data.key'), join(place, 'data.key'));
      const others = await writeConfig(place, await freePort(), sandbox.origins);
      await extend(others.configFile, {});
      await copyFile(others.configFile, join(place, 'consentry.json'));
      const permissions = { grants: [{ resource: 'graph', scopes: ['User.Read.All'] }] };
      await writeFile(join(place, 'permissions.json'), JSON.stringify(permissions));
      await writeFile(join(place, 'customers.txt'), `${customerA}\n`);
      const world = collectSnippets().find(
        ({ page, language }) => page === 'docs/sandbox/world.md' && language === 'yaml',
      );
      await writeFile(join(place, 'world.yaml'), world?.text ?? '');
      const tool = { sandbox, person: () => createPerson({ send }), send };
      const { refreshToken } = await anOldTool(tool, account, { redirectUri: `${callback}/callback` });
      await writeFile(join(place, 'token'), refreshToken, { mode: 0o600 });
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** The default world, with an application for device codes, and whatever answers the broker’s pages. */
function aWorld(callback: string): World {
  const world = defaultWorld({
    redirectUris: [`${callback}/callback`, `${callback}/customer/sign-in`],
    adminConsentRedirectUris: [`${callback}/approved`, `${callback}/customer`],
    approvedApis: 'all',
  });
  const [own] = world.applications;
  assert.ok(own !== undefined);
  for (const { resource, scopes } of [...own.requiredScopes, ...world.consents]) {
    if (resource === graph) scopes.push('User.RevokeSessions.All');
  }
  const more = { clientId: terminal, secrets: [], redirectUris: [], allowPublicClientFlows: true };
  world.applications.push({ ...own, ...more, displayName: 'Example Terminal' });
  world.servicePrincipals.push({ tenantId: partnerOne, clientId: terminal, state: 'enabled', roles: [] });
  for (const { resource, scopes } of own.requiredScopes) {
    const consent = { tenantId: partnerOne, clientId: terminal, resource, scopes: [...scopes] };
    world.consents.push({ ...consent, kind: 'admin' });
  }
  return world;
}

async function extend(configFile: string, more: object): Promise<void> {
  const config = JSON.parse(await readFile(configFile, 'utf8')) as {
    readonly cloud: { readonly loginBaseUrl: string };
  };
  const { cloud } = config;
  const all = {
    ...config,
    cloud: { ...cloud, issuerV1: `${cloud.loginBaseUrl}/sts/{tenantid}/` },
    deviceCode: { clientId: terminal },
    callers: { issuers: [{ issuer, audience: 'https://consentry.contoso.example' }] },
    adminConsent: { permissions: [{ resource: 'graph', delegated: ['User.Read.All'] }] },
    ...more,
  };
  await writeFile(configFile, JSON.stringify(all));
}

/** What a person does whom a command waits for: opens the link, or types the code, and signs in. */
export async function act({ person, account }: DocumentedBroker, output: string): Promise<void> {
  const link = /http:\/\/localhost:\d+\/invite\/\S+/.exec(output)?.[0];
  if (link !== undefined) return void (await signIn(person, await person.open(link), account));
  const [, page, code] =
    /(http:\/\/127\.0\.0\.1:\d+\/\S+)[^]*?\b([A-Z0-9]{8,9}|[A-Z0-9]{4}-[A-Z0-9]{4})\b/.exec(output) ?? [];
  if (page === undefined || code === undefined) return;
  await signIn(person, await person.submit(await person.open(page), { user_code: code }), account);
}
