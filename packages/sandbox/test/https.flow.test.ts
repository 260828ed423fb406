import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import { promisify } from 'node:util';
import { defaultWorld, SERVICE_NAMES } from '../src/index.ts';
import type { Sandbox } from '../src/index.ts';
import { createTestSandbox } from './create-test-sandbox.ts';
import { parseJson } from './example-client.ts';

const run = promisify(execFile);
const DAY_MS = 24 * 60 * 60_000;
let folder: string;
let caFile: string;
let sandbox: Sandbox;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-https-'));
  caFile = join(folder, 'ca.pem');
  sandbox = createTestSandbox({ world: defaultWorld() });
  await sandbox.listen({ https: true, caFile });
});

after(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Fetches with plain Node in a process of its own, which trusts what its environment says. */
async function fetchElsewhere(env: Record<string, string>, ...urls: string[]): Promise<string[]> {
  const script = `Promise.all(process.argv.slice(1).map((url) =>
    fetch(url).then((r) => r.text(), (e) => 'refused: ' + e.cause.code))).then((all) => console.log(JSON.stringify(all)))`;
  const { stdout } = await run(process.execPath, ['-e', script, ...urls], { env });
  return parseJson(stdout);
}

/** The certificate that the login origin shows for a name, checked as a client checks it. */
async function certificateFor(servername: string, ca = sandbox.caCertificate): Promise<PeerCertificate> {
  const port = Number(new URL(sandbox.origins.login).port);
  const socket = connect({ host: '127.0.0.1', port, servername, ...(ca === undefined ? {} : { ca }) });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerCertificate();
  } finally {
    socket.destroy();
  }
}

test('a plain Node client trusts the sandbox with NODE_EXTRA_CA_CERTS, and not without', async () => {
  const url = `${sandbox.origins.login}/common/v2.0/.well-known/openid-configuration`;
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+\//);
  const [trusted] = await fetchElsewhere({ NODE_EXTRA_CA_CERTS: caFile }, url);
  assert.match(trusted ?? '', new RegExp(`"issuer":"${sandbox.origins.login}/{tenantid}/v2.0"`));
  assert.match((await fetchElsewhere({}, url))[0] ?? '', /^refused: (UNABLE_TO_|SELF_SIGNED_)/);
});

test('every service speaks https', async () => {
  // Plain Node does not find names below localhost on every machine.
  const urls = SERVICE_NAMES.map((name) =>
    sandbox.origins[name].replace('example.vault.localhost', '127.0.0.1'),
  );
  const answers = await fetchElsewhere({ NODE_EXTRA_CA_CERTS: caFile }, ...urls);
  assert.equal(answers.length, SERVICE_NAMES.length);
  for (const answer of answers) assert.doesNotMatch(answer, /refused/);
});

test('shows a certificate of its own for localhost and for each name below', async () => {
  assert.match(
    (await certificateFor('localhost')).subjectaltname ?? '',
    /DNS:localhost, IP Address:127\.0\.0\.1/,
  );
  for (const name of ['login.localhost', 'example.vault.localhost'])
    assert.equal((await certificateFor(name)).subjectaltname, `DNS:${name}`);
});

test('shows a client that asks for any other name a certificate that it refuses', async () => {
  await assert.rejects(certificateFor('login.microsoftonline.com'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('its authority lives for a day, and may vouch for loopback names alone', async () => {
  const authority = new X509Certificate(await readFile(caFile));
  assert.equal(authority.ca, true);
  assert.equal(authority.validToDate.getTime() - authority.validFromDate.getTime(), DAY_MS);
  assert.match(authority.subject, /not Microsoft/);
  assert.ok(authority.raw.includes(Buffer.from('0603551d1e0101ff', 'hex')), 'critical name constraints');
  const leaf = await certificateFor('login.localhost');
  assert.ok(Date.parse(leaf.valid_to) <= authority.validToDate.getTime());
});

test('makes a new authority at each start, and one does not vouch for another', async () => {
  const other = createTestSandbox({ world: defaultWorld() });
  await other.listen({ https: true });
  assert.notEqual(other.caCertificate, sandbox.caCertificate);
  await assert.rejects(certificateFor('login.localhost', other.caCertificate));
  await other.close();
});

test('names its origins as it is told, and sign-in cookies are Secure', async () => {
  const other = createTestSandbox({ world: defaultWorld() });
  await other.listen({ https: true, names: { login: 'login.localhost' } });
  assert.match(other.origins.login, /^https:\/\/login\.localhost:\d+$/);
  assert.match(other.origins.graph, /^https:\/\/127\.0\.0\.1:\d+$/);
  const { clientId = '', redirectUris = [] } = other.world.applications[0] ?? {};
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUris[0] ?? '',
    scope: 'openid',
  });
  const response = await other.services.login(
    new Request(`${other.origins.login}/common/oauth2/v2.0/authorize?${query}`),
  );
  assert.match(response.headers.get('set-cookie') ?? '', /; Secure$/);
  await other.close();
});

test('refuses a CA file without https, and names that are not below localhost', async () => {
  const other = createTestSandbox({ world: defaultWorld() });
  await assert.rejects(other.listen({ caFile }), TypeError);
  await assert.rejects(other.listen({ names: { login: 'login.example' } }), TypeError);
  await assert.rejects(other.listen({ https: true, host: '0.0.0.0' }), TypeError);
  assert.equal(other.caCertificate, undefined);
});
