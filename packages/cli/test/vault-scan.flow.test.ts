import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createId } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { canary, values } from '../../core/test/a-vault-scan.ts';
import { createTestSandbox } from '../../sandbox/test/create-test-sandbox.ts';
import { createVaultScan } from '../src/commands/vault-scan.ts';
import type { ScanReport } from '../src/vault-scan/scan-report.ts';

const command = join(import.meta.dirname, '../bin/consentry.mjs');
const scannerId = '60000000-0000-4000-8000-000000000002';
const tenant = DEFAULT_TENANTS.vendor;
const sample = DEFAULT_TENANTS.customerA;

const ownId = createId('GrantId', systemRandom);
/** As a broker names it. */
const own = { grant: ownId, secret: `consentry-${Buffer.from(ownId).toString('hex')}` };

interface Said {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A vault with credentials in it behind real names and https, and the configuration of a broker that uses it. */
async function aFilledVault(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = (name: string, text: string, mode = 0o600): string => {
    writeFileSync(join(folder, name), text, { mode });
    return join(folder, name);
  };
  const { certificate, privateKey } = await aCertificate();
  const world = defaultWorld();
  const [first] = world.applications;
  const [record] = world.vaults;
  assert.ok(first !== undefined && record !== undefined);
  world.applications.push({
    ...first,
    clientId: scannerId,
    secrets: [{ value: `scanner-${canary}` }],
    certificates: [certificate],
  });
  world.servicePrincipals.push({ tenantId: tenant, clientId: scannerId, state: 'enabled', roles: [] });
  record.access.push({ clientId: scannerId, permissions: ['get', 'set', 'list', 'delete', 'purge'] });
  const sandbox = createTestSandbox({ world });
  t.after(() => sandbox.close());
  await sandbox.listen({
    https: true,
    names: { vault: 'example.vault.localhost', login: 'login.localhost' },
  });
  const { origins, caCertificate = '' } = sandbox;
  const config = file(
    'config.json',
    JSON.stringify({
      cloud: {
        name: 'test-cloud',
        allowLocal: true,
        loginBaseUrl: origins.login,
        partnerCenterBaseUrl: origins.partnerCenter,
        graphBaseUrl: origins.graph,
        caFile: file('ca.pem', caCertificate),
      },
      application: {
        id: DEFAULT_APPLICATION.clientId,
        name: 'Example Integration',
        secretFile: file('client-secret', DEFAULT_APPLICATION.secret),
      },
      keyVault: { url: origins.vault, tenant },
      publicUrl: 'http://localhost:44395',
      dataDir: join(folder, 'data'),
    }),
  );
  const secretFile = file('scanner-secret', `scanner-${canary}\n`);
  const common = ['vault', 'scan', '--config', config, '--client-id', scannerId];
  const output: string[] = [];
  const consentry = (args: readonly string[]): Promise<Said> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [command, ...common, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      child.on('close', (exitCode) => {
        output.push(out, err);
        resolve({ exitCode, out, err });
      });
    });
  const put = async (name: string, value: string): Promise<void> => {
    const token = await sandbox.fetch(`${origins.login}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: DEFAULT_APPLICATION.clientId,
        client_secret: DEFAULT_APPLICATION.secret,
        scope: 'https://vault.azure.net/.default',
      }).toString(),
    });
    const { access_token: bearer } = (await token.json()) as { access_token: string };
    const set = await sandbox.fetch(`${origins.vault}/secrets/${name}?api-version=7.4`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ value }),
    });
    assert.equal(set.status, 200, await set.text());
  };
  await put(sample, values.refreshToken);
  await put('contoso-UserName', values.userName);
  await put('contoso-Password', values.password);
  await put('sql-password', values.plain);
  await put('something', values.plain);
  await put(own.secret, values.refreshToken);
  const calls = (operation: 'delete' | 'purge') =>
    sandbox.ledger
      .vaultCalls(({ operation: is, status }) => is === operation && status < 300)
      .map(({ secretName }) => secretName);
  return {
    sandbox,
    record,
    folder,
    file,
    config,
    secretFile,
    certificate,
    privateKey,
    consentry,
    output,
    put,
    calls,
  };
}

const options = (v: Awaited<ReturnType<typeof aFilledVault>>) => ({
  config: v.config,
  clientId: scannerId,
  secretFile: v.secretFile,
});

/** A person who types this, and what they were shown. */
function aPerson(line: string) {
  const shown: string[] = [];
  const results: ScanReport[] = [];
  const person = {
    isThere: true,
    ask: async (question: string) => {
      shown.push(question);
      return line;
    },
  };
  const output = {
    json: false,
    result(text: () => string, data: unknown) {
      shown.push(text());
      results.push(data as ScanReport);
    },
    note: (text: string) => void shown.push(text),
  };
  return { person, output, shown, results };
}

function resetExitCode(t: TestContext): void {
  const { exitCode } = process;
  process.exitCode = undefined;
  t.after(() => {
    process.exitCode = exitCode;
  });
}

test('lists what it picked and why, changes nothing, and ends with 3; the report is its owner’s alone', async (t) => {
  const v = await aFilledVault(t);
  const report = join(v.folder, 'report.json');
  const said = await v.consentry(['--secret-file', v.secretFile, '--report', report]);
  assert.equal(said.exitCode, 3, said.err);
  assert.match(said.out, /6 secrets, 6 versions, 5 values looked at/);
  assert.match(
    said.out,
    new RegExp(
      `1 secret of Consentry’s own grants: not read, left alone.*\\n {4}${own.grant}: 1 enabled version`,
    ),
  );
  assert.match(said.out, new RegExp(`${sample}  \\(refresh token; the secret as a whole, 1 version\\)`));
  assert.match(said.out, /the name is a tenant id, as in Microsoft’s samples/);
  assert.match(said.out, /sql-password {2}\(password of an account, perhaps/);
  assert.match(said.out, /A password works until it is changed/);
  assert.equal(statSync(report).mode & 0o777, 0o600);
  const written = JSON.parse(readFileSync(report, 'utf8')) as ScanReport;
  assert.equal(written.format, 'consentry-vault-scan/1');
  assert.deepEqual(
    written.findings.map(({ secret, certainty }) => `${secret} ${certainty}`),
    [`${sample} certain`, 'contoso-Password certain', 'contoso-UserName certain', 'sql-password doubtful'],
  );
  assert.deepEqual(v.calls('delete'), []);
  for (const text of [...v.output, readFileSync(report, 'utf8')]) assert.ok(!text.includes(canary));
});

test('purges with --yes what is certain, says what became of each, and ends with 0; the next scan finds nothing certain', async (t) => {
  const v = await aFilledVault(t);
  const pem = v.file('both.pem', `${v.certificate}${v.privateKey}`);
  const report = join(v.folder, 'report.json');
  const said = await v.consentry([
    '--certificate-file',
    pem,
    '--purge',
    '--yes',
    '--json',
    '--report',
    report,
  ]);
  assert.equal(said.exitCode, 0, said.err);
  const result = JSON.parse(said.out) as ScanReport;
  assert.deepEqual(result, JSON.parse(readFileSync(report, 'utf8')));
  assert.deepEqual(
    result.findings.map(({ secret, outcome }) => `${secret} ${outcome?.is ?? 'nothing'}`),
    [`${sample} purged`, 'contoso-Password purged', 'contoso-UserName purged', 'sql-password nothing'],
  );
  assert.ok(
    result.purge?.confirmedBy === '--yes' && result.purge.endedAt !== null && result.purge.secrets === 3,
  );
  assert.deepEqual(v.calls('purge'), [sample, 'contoso-Password', 'contoso-UserName']);
  const again = await v.consentry(['--certificate-file', pem]);
  assert.equal(again.exitCode, 0, again.err);
  for (const text of [...v.output, readFileSync(report, 'utf8')]) assert.ok(!text.includes(canary));
});

test('asks a person, who types the name of the vault, before anything is taken away', async (t) => {
  resetExitCode(t);
  const v = await aFilledVault(t);
  for (const line of ['', 'y', 'other']) {
    const { person, output, shown } = aPerson(line);
    await createVaultScan(person)({ ...options(v), purge: true }, output);
    assert.equal(process.exitCode, 3);
    assert.deepEqual(v.calls('delete'), []);
    assert.ok(shown.some((text) => text.includes('nothing was changed')));
  }
  const { person, output, shown, results } = aPerson('example');
  await createVaultScan(person)({ ...options(v), purge: true }, output);
  assert.deepEqual(v.calls('purge'), [sample, 'contoso-Password', 'contoso-UserName']);
  assert.equal(results[0]?.purge?.confirmedBy, 'terminal');
  assert.match(shown.join('\n'), /contoso-Password +purged +nobody can recover it/);
  assert.ok(!shown.join('\n').includes(canary));
});

test('takes only what is named, also what is doubtful; says until when it is recoverable under purge protection', async (t) => {
  resetExitCode(t);
  const v = await aFilledVault(t);
  v.record.purgeProtection = true;
  const { person, output, shown, results } = aPerson('example');
  await createVaultScan(person)({ ...options(v), purge: true, only: ['SQL-password'] }, output);
  assert.deepEqual(v.calls('delete'), ['sql-password']);
  const outcome = results[0]?.findings.find(({ secret }) => secret === 'sql-password')?.outcome;
  assert.ok(outcome?.is === 'deleted' && outcome.why === 'protected');
  assert.match(shown.join('\n'), /recoverable until \d{4}-\d\d-\d\dT.*purge protection/);
  assert.equal(process.exitCode, 3, 'what was not named is left');
  await assert.rejects(createVaultScan(person)({ ...options(v), purge: true, only: ['something'] }, output), {
    code: 'usage',
  });
});

test('refuses what cannot be meant, before it asks the vault and before it makes a file', async (t) => {
  const v = await aFilledVault(t);
  const { output } = aPerson('');
  const scan = createVaultScan({ isThere: false, ask: () => assert.fail('nobody is there') });
  const report = join(v.folder, 'report.json');
  const given = { ...options(v), report };
  const { secretFile: _, ...without } = given;
  for (const wrong of [
    { ...given, purge: true },
    { ...given, yes: true },
    { ...given, only: ['x'] },
    { ...given, certificateFile: v.secretFile },
    { ...given, managedIdentity: true },
    { ...given, secretFile: join(v.folder, `absent-${canary}`) },
    { ...given, secretFile: v.file('open', 'secret', 0o644) },
    { ...given, vault: 'https://example.vault.azure.net/secrets' },
    { ...given, cloud: 'public' },
    { ...without, privateKeyFile: v.secretFile },
    without,
  ]) {
    await assert.rejects(scan(wrong, output), (error: Error & { readonly code: string }) => {
      assert.equal(error.code, 'usage');
      assert.ok(!error.message.includes(canary));
      return true;
    });
  }
  assert.equal((await v.consentry(['--secret-file', v.secretFile, '--purge'])).exitCode, 2);
  assert.ok(!existsSync(report));
  assert.deepEqual(
    v.sandbox.ledger.vaultCalls(({ operation }) => operation === 'list'),
    [],
  );
});

test('sends its token to no host that is no vault of the cloud', async (t) => {
  const { person, output } = aPerson('');
  const v = await aFilledVault(t);
  const given = { clientId: scannerId, secretFile: v.secretFile, tenant };
  for (const vault of [
    'https://example.vault.localhost',
    'https://example.vault.azure.net.example',
    'http://example.vault.azure.net',
  ])
    await assert.rejects(createVaultScan(person)({ ...given, vault }, output), { code: 'usage' });
});
