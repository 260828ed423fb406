import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { GRAPH_SCOPE } from './example-client.ts';
import { createExampleCertificate } from './example-certificate.ts';
import type { ExampleCertificate } from './example-certificate.ts';
import { aUserInGraph, anApplicationInGraph, worldOfGraph } from './graph-client.ts';
import type { GraphCaller } from './graph-client.ts';
import { graphErrorOf, write } from './write-call.ts';

const { vendor, partnerOne } = DEFAULT_TENANTS;
const { clientId } = DEFAULT_APPLICATION;
const PATH = `/applications(appId='${clientId}')`;
const AUDIENCE = '00000002-0000-0000-c000-000000000000';
const MALFORMED = [401, 'Authentication_MissingOrMalformed'];
const BAD_REQUEST = [400, 'Request_BadRequest'];
const DENIED = [403, 'Authorization_RequestDenied'];

/** An application at home that holds one certificate, and no permission unless told. */
async function aRoller(roles: string[] = []): Promise<{ caller: GraphCaller; held: ExampleCertificate }> {
  const held = createExampleCertificate();
  const world = worldOfGraph({ roles });
  world.applications[0]?.certificates.push(held.pem);
  return { caller: await anApplicationInGraph(world, vendor), held };
}

async function objectIdOf({ client }: GraphCaller): Promise<string> {
  const world = structuredClone(client.sandbox.world);
  for (const principal of world.servicePrincipals) {
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles: ['Application.Read.All'] }];
  }
  const reader = await anApplicationInGraph(world, vendor);
  return String((await reader.get(PATH)).body['id']);
}

async function proofOf(
  caller: GraphCaller,
  { privateKey }: ExampleCertificate,
  changes: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(caller.client.sandbox.clock.now() / 1000);
  const claims = { aud: AUDIENCE, iss: await objectIdOf(caller), nbf: now, exp: now + 600, ...changes };
  return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256' }).sign(privateKey);
}

function uploadOf({ pem }: ExampleCertificate): object {
  const key = new X509Certificate(pem).raw.toString('base64');
  return { type: 'AsymmetricX509Cert', usage: 'Verify', key };
}

const add = (caller: GraphCaller, one: ExampleCertificate, proof: string) =>
  caller.send('POST', `${PATH}/addKey`, { keyCredential: uploadOf(one), passwordCredential: null, proof });

const certificatesOf = ({ client }: GraphCaller): unknown =>
  client.sandbox.world.applications[0]?.certificates;

test('an application without any permission rolls its own certificate: it adds the next, and removes the last', async () => {
  const { caller, held } = await aRoller();
  assert.deepEqual(graphErrorOf(await caller.get(PATH)), DENIED);
  const next = createExampleCertificate();
  const added = await add(caller, next, await proofOf(caller, held));
  assert.equal(added.status, 200);
  assert.equal(added.body['type'], 'AsymmetricX509Cert');
  assert.deepEqual(certificatesOf(caller), [held.pem, next.pem]);
  const proof = await proofOf(caller, next);
  const removed = await caller.send('POST', `${PATH}/removeKey`, { keyId: added.body['keyId'], proof });
  assert.equal(removed.status, 204);
  assert.deepEqual(certificatesOf(caller), [held.pem]);
  const again = await proofOf(caller, held);
  const gone = await caller.send('POST', `${PATH}/removeKey`, { keyId: added.body['keyId'], proof: again });
  assert.deepEqual(graphErrorOf(gone), BAD_REQUEST);
});

test('refuses a proof of another key, for another audience, of another application, and one that is over or too long', async () => {
  const { caller, held } = await aRoller();
  const now = Math.floor(caller.client.sandbox.clock.now() / 1000);
  const stranger = createExampleCertificate();
  const proofs = [
    'no-token',
    await proofOf(caller, stranger),
    await proofOf(caller, held, { aud: 'https://graph.microsoft.com' }),
    await proofOf(caller, held, { iss: clientId }),
    await proofOf(caller, held, { nbf: now - 1200, exp: now - 601 }),
    await proofOf(caller, held, { nbf: now, exp: now + 3600 }),
    await proofOf(caller, held, { nbf: undefined }),
  ];
  for (const proof of proofs) assert.deepEqual(graphErrorOf(await add(caller, stranger, proof)), MALFORMED);
  assert.deepEqual(certificatesOf(caller), [held.pem]);
});

test('refuses a certificate that is there already, and what is none', async () => {
  const { caller, held } = await aRoller();
  assert.deepEqual(graphErrorOf(await add(caller, held, await proofOf(caller, held))), BAD_REQUEST);
  const keyCredential = { type: 'AsymmetricX509Cert', usage: 'Verify', key: 'AAAA' };
  const body = { keyCredential, proof: await proofOf(caller, held) };
  assert.deepEqual(graphErrorOf(await caller.send('POST', `${PATH}/addKey`, body)), BAD_REQUEST);
});

test('a certificate that has ended proves nothing', async () => {
  const { caller, held } = await aRoller();
  const { client } = caller;
  const end = new X509Certificate(held.pem).validToDate.getTime();
  client.sandbox.clock.move(end - client.sandbox.clock.now() + 1000);
  const { body } = await client.token({ grant_type: 'client_credentials', scope: GRAPH_SCOPE }, vendor);
  const answer = await write(client, {
    service: 'graph',
    method: 'POST',
    path: `/v1.0${PATH}/addKey`,
    token: body['access_token'] ?? '',
    body: { keyCredential: uploadOf(createExampleCertificate()), proof: await proofOf(caller, held) },
  });
  assert.deepEqual(graphErrorOf(answer), MALFORMED);
});

test('somebody else needs a permission, and a user the role too', async () => {
  const world = worldOfGraph({ scopes: ['Application.ReadWrite.All'] });
  for (const application of world.applications) application.homeTenantId = partnerOne;
  const held = createExampleCertificate();
  world.applications[0]?.certificates.push(held.pem);
  const user = await aUserInGraph(world, partnerOne);
  const proof = await new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).sign(held.privateKey);
  assert.deepEqual(graphErrorOf(await add(user, createExampleCertificate(), proof)), DENIED);
});
