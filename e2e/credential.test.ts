import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRemote, Secret } from '@consentry/core/remote';
import { createSandbox, DEFAULT_TENANTS, defaultWorld } from '@consentry/sandbox';
import { aFolder } from './support/a-folder.ts';
import { asOperator, connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, killAtWords, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

/** What the command says before steps of it; `rotation.flow.test.ts` stops it after each thing that it does. */
const steps = [
  'Adding the certificate',
  'Writing it into',
  'Taking the old one out',
  'Removing the certificate',
];

test('a rotation that is killed goes on at the next run, and a broker that is killed with it has a certificate that works', async () => {
  await using folder = await aFolder();
  const [certificateFile, privateKeyFile] = [join(folder.path, 'app.pem'), join(folder.path, 'app.key')];
  const files = ['--certificate-file', certificateFile, '--private-key-file', privateKeyFile];
  const created = await consentry(['credential', 'create', '--json', ...files]);
  assert.equal(created.exitCode, 0, created.stderr);

  const publicPort = await freePort();
  const world = defaultWorld({
    redirectUris: [`http://localhost:${publicPort}/consent/callback`],
    certificate: await readFile(certificateFile, 'utf8'),
  });
  for (const principal of world.servicePrincipals) {
    if (principal.tenantId !== DEFAULT_TENANTS.vendor) continue;
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles: ['Application.Read.All'] }];
  }
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  const config = JSON.parse(await readFile(configFile, 'utf8')) as { application: Record<string, string> };
  const { secretFile: _, ...application } = config.application;
  await writeFile(
    configFile,
    JSON.stringify({ ...config, application: { ...application, certificateFile, privateKeyFile } }),
  );

  const start = () => startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  let broker = await start();
  try {
    await connectPartner(sandbox, broker.ready);
    const policy = ['--partner', DEFAULT_TENANTS.partnerOne, '--customer', 'all', '--resource', 'graph'];
    const asking = ['caller', 'add', '--json', '--name', 'test', ...policy];
    const added = await consentry([...asking, ...asOperator(broker.ready)]);
    assert.equal(added.exitCode, 0, added.stderr);
    const { key } = JSON.parse(added.stdout) as { key: string };
    const redeem = async (): Promise<void> => {
      const send = (request: Request) => fetch(request);
      const caller = createRemote({ baseUrl: broker.ready.apiUrl, key: Secret.of(key), send });
      const { partnerOne: partner, customerA: customer } = DEFAULT_TENANTS;
      const body = { partner, customer, resource: 'graph' };
      assert.ok((await caller.call('acquireToken', { body })).accessToken);
    };
    const rotating = ['credential', 'rotate', '--json', '--config', configFile];
    const rotation = (): readonly string[] => [
      ...rotating,
      '--tenant',
      DEFAULT_TENANTS.vendor,
      '--settle',
      '0m',
      ...asOperator(broker.ready),
    ];
    sandbox.ledger.clear();
    for (const step of steps) {
      await killAtWords(rotation(), step);
      await broker.stop('SIGKILL');
      broker = await start();
      await redeem();
    }
    const finished = await consentry(rotation());
    assert.equal(finished.exitCode, 0, finished.stderr);
    const { state, newThumbprint } = JSON.parse(finished.stdout) as Record<string, string>;
    assert.equal(state, 'finished');
    const status = await consentry(['credential', 'status', '--json', ...asOperator(broker.ready)]);
    const { items } = JSON.parse(status.stdout) as { items: { thumbprint: string; state: string }[] };
    assert.deepEqual(
      items.map((item) => [item.thumbprint, item.state]),
      [[newThumbprint, 'serving']],
    );
    assert.equal(sandbox.world.applications[0]?.certificates.length, 1);
    const refused = sandbox.ledger.tokenRequests(({ outcome }) => outcome.result === 'refused');
    assert.deepEqual(refused, []);
  } finally {
    await broker.stop('SIGKILL');
    await sandbox.close();
  }
});
