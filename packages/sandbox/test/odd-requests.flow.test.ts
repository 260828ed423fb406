import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import {
  DEFAULT_APPLICATION,
  DEFAULT_TENANTS,
  WorldFileError,
  defaultWorld,
  readWorld,
} from '../src/index.ts';
import { createExampleCertificate } from './example-certificate.ts';
import type { ExampleCertificate } from './example-certificate.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';
import { aUserInGraph, valueOf, worldOfGraph } from './graph-client.ts';
import { faultOf, graphErrorOf, read } from './write-call.ts';

const TENANT = DEFAULT_TENANTS.customerA;
const { clientId } = DEFAULT_APPLICATION;

/** Asks for a token with an assertion that may have any claims, or that any key signed. */
async function assertWith(
  certificate: ExampleCertificate,
  claims: Record<string, unknown>,
  forged?: string,
): Promise<TokenAnswer> {
  const client = await createExampleClient(defaultWorld({ certificate: certificate.pem }));
  const now = Math.floor(client.sandbox.clock.now() / 1000);
  const aud = `${client.sandbox.origins.login}/${TENANT}/oauth2/v2.0/token`;
  const all = { aud, iss: clientId, sub: clientId, nbf: now, exp: now + 300, ...claims };
  const header = { alg: 'RS256', 'x5t#S256': certificate.sha256 };
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const assertion =
    forged === undefined
      ? await new SignJWT(all).setProtectedHeader(header).sign(certificate.privateKey)
      : `${encode(header)}.${encode(all)}.${forged}`;
  return client.token(
    {
      grant_type: 'client_credentials',
      client_secret: null,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: GRAPH_SCOPE,
    },
    TENANT,
  );
}

test('AADSTS700027: a certificate whose key is too short, or of another kind than the signature', async () => {
  for (const keys of [
    generateKeyPairSync('rsa', { modulusLength: 1024 }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ]) {
    const certificate = createExampleCertificate(keys);
    const { status, body } = await assertWith(certificate, {}, 'AAAA');
    assert.deepEqual([status, body.error_codes], [401, [700027]]);
    const file = JSON.stringify(defaultWorld({ certificate: certificate.pem }));
    assert.throws(() => readWorld(file), WorldFileError);
  }
});

test('AADSTS700021 and 50048: an assertion whose issuer and subject are numbers', async () => {
  const certificate = createExampleCertificate();
  assert.deepEqual((await assertWith(certificate, { iss: 5, sub: 5 })).body.error_codes, [700021]);
  assert.deepEqual((await assertWith(certificate, { iss: 5, sub: 6 })).body.error_codes, [50048]);
});

/** A token of the service account for Partner Center. */
async function aPartner(): Promise<{ client: ExampleClient; token: string }> {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  return { client, token: body['access_token'] ?? '' };
}

function send(
  client: ExampleClient,
  path: string,
  token: string,
  method: string,
  body?: string,
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const url = `${client.sandbox.origins.partnerCenter}${path}`;
  return client.send(new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }));
}

test('400/800002: a body for Partner Center that is nested a thousand times and more', async () => {
  const { client, token } = await aPartner();
  const path = `/v1/customers/${TENANT}/applicationconsents`;
  const body = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const answer = await send(client, path, token, 'POST', body);
  assert.equal(answer.status, 400);
  assert.equal(parseJson<{ code: string }>(await answer.text()).code, '800002');
  const deep = encodeURIComponent(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`);
  assert.deepEqual(faultOf(await read(client, 'partnerCenter', `/v1/customers?filter=${deep}`, token)), [
    400,
    '800002',
  ]);
});

test('405: a method that a path of Partner Center does not have, and 404 for no path', async () => {
  const { client, token } = await aPartner();
  assert.equal((await send(client, '/v1/customers', token, 'DELETE')).status, 405);
  assert.equal((await send(client, '/v1/nothing', token, 'GET')).status, 404);
});

test('400/2000: a seekOperation that is not known', async () => {
  const { client, token } = await aPartner();
  const answer = await read(client, 'partnerCenter', '/v1/customers?seekOperation=Sideways', token);
  assert.deepEqual(faultOf(answer), [400, '2000']);
});

test('413: a body for a service that is too large', async () => {
  const { client, token } = await aPartner();
  const { origins, controlToken } = client.sandbox;
  const most = { partnerCenter: 256, graph: 256, vault: 256, control: 1024 } as const;
  for (const service of ['partnerCenter', 'graph', 'vault', 'control'] as const) {
    const headers = { authorization: `Bearer ${service === 'control' ? controlToken : token}` };
    const body = 'x'.repeat(most[service] * 1024 + 1);
    const answer = await client.send(
      new Request(`${origins[service]}/faults`, { method: 'POST', headers, body }),
    );
    assert.equal(answer.status, 413, service);
  }
});

test('the users of a tenant are found by name; what Graph would sort or search is refused', async () => {
  const caller = await aUserInGraph(worldOfGraph({}));
  const name = 'user03@customer-a.example';
  const found = valueOf(await caller.get(`/users?$filter=userPrincipalName eq '${name}'`));
  assert.deepEqual(
    found.map((user) => user['userPrincipalName']),
    [name],
  );
  for (const query of [
    "$filter=startswith(displayName,'U')",
    '$search="displayName:U"',
    '$orderby=displayName',
    '$count=true',
  ])
    assert.deepEqual(
      graphErrorOf(await caller.get(`/users?${query}`)),
      [400, 'Request_UnsupportedQuery'],
      query,
    );
});

test('VaultNotFound: a host that is not the sandbox’s', async () => {
  const { sandbox } = await createExampleClient();
  for (const [host, status] of [
    ['evil.com', 404],
    ['vault.evil.com', 404],
    ['127.0.0.1:8080', 401],
    ['[::1]:8080', 401],
    ['localhost:8080', 401],
    ['example.vault.localhost', 401],
  ] as const) {
    const answer = await sandbox.services.vault(new Request(`https://${host}/secrets/one?api-version=7.4`));
    assert.equal(answer.status, status, host);
  }
});

test('the clock stays where it is when it is to leave the years that dates can tell', async () => {
  const { sandbox, send: ask } = await createExampleClient(defaultWorld(), { now: () => 1_800_000_000_000 });
  for (const change of [{ moveMs: 1e300 }, { moveMs: -1e15 }, { to: 8.64e15 }, { to: -1 }]) {
    const answer = await ask(
      new Request(`${sandbox.origins.control}/clock`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.controlToken}` },
        body: JSON.stringify(change),
      }),
    );
    assert.equal(answer.status, 400);
    assert.equal(parseJson<{ problems: unknown[] }>(await answer.text()).problems.length, 1);
  }
  assert.throws(() => sandbox.control.moveClock(Number.NaN), TypeError);
  assert.equal(sandbox.clock.now(), 1_800_000_000_000);
});
