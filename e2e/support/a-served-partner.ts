import assert from 'node:assert/strict';
import { createRemote, type Remote, Secret } from '@consentry/core/remote';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { readFile } from 'node:fs/promises';
import { aFolder } from './a-folder.ts';
import { type Running, startConsentry } from './consentry.ts';
import { freePort } from './free-port.ts';
import { writeConfig } from './write-config.ts';

export interface Ready {
  readonly publicUrl: string;
  readonly apiUrl: string;
  readonly metricsUrl?: string;
  readonly operatorKeyFile: string;
}

/** A broker in a process of its own that serves one partner, and the cloud that it asks. */
export interface ServedPartner extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** The process that runs now. */
  broker(): Running<Ready>;
  /** Starts it again, once it has ended. */
  restart(env?: Record<string, string>): Promise<void>;
  operator(): Promise<Remote>;
  /** The key of a caller that may have everything of the partner. */
  readonly key: string;
  caller(): Remote;
}

export const anyToken = {
  partner: DEFAULT_TENANTS.partnerOne,
  customer: DEFAULT_TENANTS.customerA,
  resource: 'graph',
};

/** @param env of the process, at its first start */
export async function aServedPartner(
  env: Record<string, string> = {},
  refreshTokens: 'reusable' | 'single-use' = 'reusable',
): Promise<ServedPartner> {
  const folder = await aFolder();
  const publicPort = await freePort();
  const world = defaultWorld({ redirectUris: [`http://localhost:${publicPort}/consent/callback`] });
  world.settings.refreshTokens = refreshTokens;
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  const start = (more: Record<string, string>) =>
    startConsentry<Ready>(['serve', '--json', '--config', configFile], {
      env: { CONSENTRY_CLOUD_REFRESH_TOKENS: refreshTokens, ...more },
    });
  let running = await start(env);
  const remote = (key: string): Remote =>
    createRemote({ baseUrl: running.ready.apiUrl, key: Secret.of(key), send: (request) => fetch(request) });
  const operator = async (): Promise<Remote> => {
    const text = await readFile(running.ready.operatorKeyFile, 'utf8');
    return remote(text.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? '');
  };
  await connect(sandbox, await operator());
  const policy = {
    partners: [DEFAULT_TENANTS.partnerOne],
    customers: 'all' as const,
    resources: ['graph', 'partner-center'],
  };
  const { key } = await (await operator()).call('addCaller', { body: { name: 'test', policy } });
  return {
    sandbox,
    key,
    broker: () => running,
    operator,
    caller: () => remote(key),
    async restart(more = {}) {
      running = await start(more);
    },
    async [Symbol.asyncDispose]() {
      await running.stop('SIGKILL');
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function connect(sandbox: Sandbox, operator: Remote): Promise<void> {
  const { url } = await operator.call('createInvitation', { body: { partner: DEFAULT_TENANTS.partnerOne } });
  const account = sandbox.world.users.find(
    ({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example',
  );
  assert.ok(account?.totpSecret);
  const { userPrincipalName, password, totpSecret } = account;
  const person = createPerson({ send: (request) => fetch(request) });
  const invitation = await person.open(url);
  const page = await signIn(person, invitation, { userPrincipalName, password, totpSecret });
  assert.equal(page.status, 200, page.text);
}
