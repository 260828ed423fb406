import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createSandbox,
  DEFAULT_APPLICATION,
  DEFAULT_TENANTS,
  defaultWorld,
  type Sandbox,
} from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { collectSnippets, type Snippet } from '../scripts/snippets/collect-snippets.ts';
import { findReason } from '../scripts/snippets/not-run.ts';
import { readStatements } from '../scripts/snippets/shell.ts';
import { aFolder } from './support/a-folder.ts';
import { freePort } from './support/free-port.ts';
import { runSession, type Step, type StepResult } from './support/shell-session.ts';

// docs/real-cloud.md, from its certificate to a token of a customer, as it stands there. Other than there are ids, folders, and in the
// configuration the hosts: the cloud is declared instead of named. No command names a host.

const page = collectSnippets().filter(({ page: name }) => name === 'docs/real-cloud.md');
const { partnerTwo, customerD } = DEFAULT_TENANTS;

/** The example world, in which nobody at the partner or its customer consented to anything yet. */
async function aCloud(publicUrl: string): Promise<Sandbox> {
  const world = defaultWorld({
    redirectUris: [`${publicUrl}/consent/callback`, `${publicUrl}/consent/customer/sign-in`],
    adminConsentRedirectUris: [`${publicUrl}/consent/approved`, `${publicUrl}/consent/customer`],
  });
  world.consents = world.consents.filter(({ tenantId }) => tenantId !== partnerTwo && tenantId !== customerD);
  world.servicePrincipals = world.servicePrincipals.filter(({ tenantId }) => tenantId !== customerD);
  for (const application of world.applications) application.secrets = [];
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  return sandbox;
}

/** The configuration of the page, with its cloud declared. */
function declareCloud(config: Config, { origins }: Sandbox, publicPort: number, apiPort: number): Config {
  assert.deepEqual(config.cloud, { name: 'public' });
  return {
    ...config,
    cloud: {
      name: 'elsewhere',
      allowLocal: true,
      loginBaseUrl: origins.login,
      issuerV1: `${origins.login}/sts/{tenantid}/`,
      partnerCenterBaseUrl: origins.partnerCenter,
      graphBaseUrl: origins.graph,
      armBaseUrl: origins.arm,
      defenderBaseUrl: origins.defender,
    },
    application: { ...config.application, id: DEFAULT_APPLICATION.clientId },
    publicUrl: `http://localhost:${publicPort}`,
    publicListener: { ...config.publicListener, port: publicPort },
    apiListener: { ...config.apiListener, port: apiPort },
  };
}

interface Config {
  readonly cloud: object;
  readonly application: object;
  readonly publicUrl: string;
  readonly publicListener: object;
  readonly apiListener: object;
}

test('the page leads from a certificate to a token of a customer, with every host swapped by configuration', async () => {
  await using folder = await aFolder();
  const [publicPort, apiPort] = [await freePort(), await freePort()];
  const sandbox = await aCloud(`http://localhost:${publicPort}`);
  try {
    const serviceAccount = accountOf(sandbox, 'service');
    const here = (text: string): string =>
      text
        .replaceAll('/etc/consentry', join(folder.path, 'etc'))
        .replaceAll('/var/lib/consentry', join(folder.path, 'lib'))
        .replaceAll('22222222-3333-4444-8555-666666666666', partnerTwo)
        .replaceAll('33333333-4444-4555-8666-777777777777', serviceAccount.objectId)
        .replaceAll('44444444-5555-4666-8777-888888888888', customerD)
        .replaceAll('service@fabrikam.example', serviceAccount.userPrincipalName);
    await writeFiles(folder.path, here, (config) => declareCloud(config, sandbox, publicPort, apiPort));

    const steps = stepsOf(page, here);
    const between = ({ output }: StepResult, at: number): Promise<void> =>
      doWhatPeopleDo(sandbox, folder.path, steps[at]?.statement ?? '', output);
    const env = { CONSENTRY_URL: `http://127.0.0.1:${apiPort}` };
    const results = await runSession(steps, { folder: folder.path, env, between });
    const failed = results.flatMap(({ exitCode, output }, at) =>
      exitCode === 0 ? [] : [`${steps[at]?.statement ?? 'the end'}\nended with ${exitCode}: ${output}`],
    );
    assert.deepEqual(failed, []);
    assert.equal(results.length, steps.length);

    const said = (command: RegExp) =>
      results[steps.findIndex(({ statement }) => command.test(statement))]?.output;
    assert.match(said(/consentry grants/) ?? '', /healthy/);
    assert.match(said(/consentry token/) ?? '', /as asked|what was asked/i);
    assert.match(said(/--resource graph --path/) ?? '', /@customer-d\.example/);
    const requests = sandbox.ledger.tokenRequests({ tenant: customerD });
    assert.ok(requests.length > 0, 'the cloud gave tokens of the customer’s tenant');
  } finally {
    await sandbox.close();
  }
});

function accountOf({ world }: Sandbox, name: string) {
  const found = world.users.find(
    ({ tenantId, userPrincipalName }) => tenantId === partnerTwo && userPrincipalName.startsWith(`${name}@`),
  );
  assert.ok(found?.totpSecret !== undefined);
  const { userPrincipalName, objectId, password, totpSecret } = found;
  return { userPrincipalName, objectId, password, totpSecret };
}

/** The configuration and the permissions, where the page says that they stand. */
async function writeFiles(
  folder: string,
  here: (text: string) => string,
  declare: (config: Config) => Config,
) {
  await mkdir(join(folder, 'etc/keys'), { recursive: true });
  await mkdir(join(folder, 'lib'));
  const [config, permissions] = page.filter(({ language }) => language === 'json');
  const declared = declare(JSON.parse(here(config?.text ?? '')) as Config);
  await writeFile(join(folder, 'etc/consentry.json'), JSON.stringify(declared));
  await writeFile(join(folder, 'permissions.json'), permissions?.text ?? '');
}

function stepsOf(blocks: readonly Snippet[], here: (text: string) => string): Step[] {
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => readStatements(text))
    .filter((statement) => findReason(statement) === undefined)
    .map((statement) => ({
      statement: here(statement).replace('consents grant', 'consents grant --yes'),
      isService: statement.includes('consentry serve'),
      ...(statement.startsWith('cat >') && { stdin: 'a secret that nobody uses' }),
    }));
}

/** Uploads the certificate; opens a link and signs in. */
async function doWhatPeopleDo(
  sandbox: Sandbox,
  folder: string,
  statement: string,
  output: string,
): Promise<void> {
  if (statement.includes('credential create')) {
    sandbox.world.applications[0]?.certificates.push(
      await readFile(join(folder, 'etc/application.pem'), 'utf8'),
    );
  }
  if (!statement.includes('consentry invite')) return;
  const link = /http:\/\/localhost:\d+\/invite\/\S+/.exec(output)?.[0] ?? '';
  const person = createPerson({ send: (request) => fetch(request) });
  const account = accountOf(sandbox, statement.includes('--approve') ? 'admin' : 'service');
  const end = await signIn(person, await person.open(link), account);
  assert.equal(end.status, 200, end.text);
}
