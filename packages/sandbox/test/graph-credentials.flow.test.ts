import assert from 'node:assert/strict';
import { X509Certificate, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { GRAPH_SCOPE } from './example-client.ts';
import { createExampleCertificate } from './example-certificate.ts';
import type { ExampleCertificate } from './example-certificate.ts';
import { aUserInGraph, anApplicationInGraph, worldOfGraph } from './graph-client.ts';
import type { GraphCaller } from './graph-client.ts';
import { graphErrorOf } from './write-call.ts';

const { vendor, partnerOne } = DEFAULT_TENANTS;
const { clientId, secret } = DEFAULT_APPLICATION;
const PATH = `/applications(appId='${clientId}')`;
const DENIED = [403, 'Authorization_RequestDenied'];
const BAD_REQUEST = [400, 'Request_BadRequest'];

/** The application, at home, with the permission to change what it owns. */
function anOwner(): Promise<GraphCaller> {
  return anApplicationInGraph(worldOfGraph({ roles: ['Application.ReadWrite.OwnedBy'] }), vendor);
}

/** The numbers of the refusal; undefined when a token came. */
async function codesOf(caller: GraphCaller, clientSecret: string): Promise<number[] | undefined> {
  const fields = { grant_type: 'client_credentials', scope: GRAPH_SCOPE, client_secret: clientSecret };
  return (await caller.client.token(fields, vendor)).body.error_codes;
}

async function codesOfCertificate({ client }: GraphCaller, key: ExampleCertificate): Promise<unknown> {
  const now = Math.floor(client.sandbox.clock.now() / 1000);
  const aud = `${client.sandbox.origins.login}/${vendor}/oauth2/v2.0/token`;
  const assertion = await new SignJWT({
    aud,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    nbf: now,
    exp: now + 300,
  })
    .setProtectedHeader({ typ: 'JWT', alg: 'PS256', 'x5t#S256': key.sha256 })
    .sign(key.privateKey);
  const { body } = await client.token(
    {
      grant_type: 'client_credentials',
      scope: GRAPH_SCOPE,
      client_secret: null,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    },
    vendor,
  );
  return body.error_codes;
}

function uploadOf({ pem }: ExampleCertificate): object {
  const key = new X509Certificate(pem).raw.toString('base64');
  return { type: 'AsymmetricX509Cert', usage: 'Verify', key };
}

async function credentialsOf(caller: GraphCaller, name: 'passwordCredentials' | 'keyCredentials') {
  return (await caller.get(PATH)).body[name] as { keyId: string; displayName: string; secretText?: null }[];
}

test('lets an application change its own secret: the new one works, the removed one does not', async () => {
  const caller = await anOwner();
  const [old] = await credentialsOf(caller, 'passwordCredentials');
  const passwordCredential = { displayName: 'the next' };
  const added = await caller.send('POST', `${PATH}/addPassword`, { passwordCredential });
  assert.deepEqual([added.status, added.body['displayName']], [200, 'the next']);
  const next = String(added.body['secretText']);
  assert.deepEqual([await codesOf(caller, secret), await codesOf(caller, next)], [undefined, undefined]);
  const removed = await caller.send('POST', `${PATH}/removePassword`, { keyId: old?.keyId });
  assert.equal(removed.status, 204);
  assert.deepEqual([await codesOf(caller, secret), await codesOf(caller, next)], [[7000215], undefined]);
  const again = await caller.send('POST', `${PATH}/removePassword`, { keyId: old?.keyId });
  assert.deepEqual(graphErrorOf(again), BAD_REQUEST);
});

test('shows a secret once, and the time at which it ends: by choice, or after two years', async () => {
  const caller = await anOwner();
  const endDateTime = new Date(caller.client.sandbox.clock.now() + 60_000).toISOString();
  const short = await caller.send('POST', `${PATH}/addPassword`, { passwordCredential: { endDateTime } });
  const long = await caller.send('POST', `${PATH}/addPassword`);
  const [shortSecret, longSecret] = [String(short.body['secretText']), String(long.body['secretText'])];
  const shown = await caller.get(PATH);
  for (const hidden of [secret, shortSecret, longSecret]) {
    assert.ok(!JSON.stringify(shown.body).includes(hidden));
  }
  caller.client.sandbox.clock.move(61_000);
  assert.deepEqual(
    [await codesOf(caller, shortSecret), await codesOf(caller, longSecret)],
    [[7000222], undefined],
  );
  caller.client.sandbox.clock.move(2 * 365 * 24 * 60 * 60_000);
  assert.deepEqual(await codesOf(caller, longSecret), [7000222]);
});

test('lets an application change its certificates: the list that is sent is the list from then on', async () => {
  const caller = await anOwner();
  const [first, second] = [createExampleCertificate(), createExampleCertificate()];
  const upload = async (keyCredentials: object[]): Promise<number> =>
    (await caller.send('PATCH', PATH, { keyCredentials })).status;
  assert.equal(await upload([uploadOf(first)]), 204);
  assert.equal(await codesOfCertificate(caller, first), undefined);
  const [known] = await credentialsOf(caller, 'keyCredentials');
  assert.ok(known);
  assert.equal(await upload([known, uploadOf(second)]), 204);
  assert.deepEqual(
    [await codesOfCertificate(caller, first), await codesOfCertificate(caller, second)],
    [undefined, undefined],
  );
  const [, newest] = await credentialsOf(caller, 'keyCredentials');
  assert.ok(newest);
  assert.equal(await upload([newest]), 204);
  assert.deepEqual(await codesOfCertificate(caller, first), [700027]);
  assert.equal(await codesOfCertificate(caller, second), undefined);
});

test('refuses what is no certificate, and fields of the registration that it does not play', async () => {
  const caller = await anOwner();
  const bad: object[] = [
    { keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: 'AAAA' }] },
    { keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', keyId: 'unknown' }] },
    { keyCredentials: [{ type: 'Symmetric', usage: 'Sign' }] },
    { identifierUris: ['api://another'] },
  ];
  for (const body of bad) assert.deepEqual(graphErrorOf(await caller.send('PATCH', PATH, body)), BAD_REQUEST);
});

test('refuses a change without the permission, and a user without the role', async () => {
  const reader = await anApplicationInGraph(worldOfGraph({ roles: ['Application.Read.All'] }), vendor);
  assert.deepEqual(graphErrorOf(await reader.send('POST', `${PATH}/addPassword`)), DENIED);
  const world = worldOfGraph({ scopes: ['Application.ReadWrite.All'] });
  for (const application of world.applications) application.homeTenantId = partnerOne;
  const user = await aUserInGraph(world, partnerOne);
  assert.deepEqual(graphErrorOf(await user.send('POST', `${PATH}/addPassword`)), DENIED);
  const administrator = await aUserInGraph(world, partnerOne, 'admin');
  assert.equal((await administrator.send('POST', `${PATH}/addPassword`)).status, 200);
});

test('lets an application change its own registration only, where it may change what it owns', async () => {
  const caller = await anOwner();
  const { world } = caller.client.sandbox;
  const other = '40000000-0000-4000-8000-000000000009';
  const [application] = world.applications;
  assert.ok(application);
  world.applications.push({ ...structuredClone(application), clientId: other });
  const answer = await caller.send('POST', `/applications(appId='${other}')/addPassword`);
  assert.deepEqual(graphErrorOf(answer), DENIED);
});

test('writes no secret into the ledger', async () => {
  const caller = await anOwner();
  const { body } = await caller.send('POST', `${PATH}/addPassword`);
  const records = JSON.stringify(caller.client.sandbox.ledger.all());
  assert.ok(!records.includes(String(body['secretText'])));
});
