import assert from 'node:assert/strict';
import { X509Certificate, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { ControlProblems, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { Deliver, WebhookDefect, WebhookDelivery, World } from '../src/index.ts';
import { aPartner, itemsOf } from './a-partner.ts';
import type { APartner } from './a-partner.ts';
import { PARTNER_CENTER_SCOPE, parseJson } from './example-client.ts';
import { faultOf } from './write-call.ts';

const REGISTRATION = '/webhooks/v1/registration';
const URL_HERE = 'https://receiver.example/callback';

interface Receiver {
  partner: APartner;
  received: Request[];
  /** The next delivery is answered by this. */
  answer: { with: () => Promise<Response> };
}

async function aReceiver(
  more: object = {},
  world: World = defaultWorld(),
  clock: { now(): number } = Date,
): Promise<Receiver> {
  const received: Request[] = [];
  const answer = { with: () => Promise.resolve(new Response(null, { status: 200 })) };
  const deliver: Deliver = (request) => {
    received.push(request);
    return answer.with();
  };
  const partner = await aPartner(world, clock, 'service', { deliver });
  const body = { WebhookUrl: URL_HERE, WebhookEvents: ['subscription-updated', 'test-created'], ...more };
  const { status } = await partner.send('POST', REGISTRATION, body);
  assert.equal(status, 200);
  return { partner, received, answer };
}

/** What the steps of Microsoft's documentation find wrong with a delivery, in their order. */
async function checkDelivery({ client }: APartner, sent: WebhookDelivery): Promise<string> {
  const { fetch, control, origins, clock } = client.sandbox;
  const headers = new Headers(sent.headers);
  const given = headers.get('authorization') ?? headers.get('x-ms-signature') ?? '';
  const [scheme, signature = ''] = given.split(' ');
  if (scheme !== 'Signature') return 'no signature';
  const url = new URL(headers.get('x-ms-certificate-url') ?? '');
  if (url.origin !== origins.partnerCenter) return 'certificate elsewhere';
  const response = await fetch(url);
  const certificate = new X509Certificate(Buffer.from(await response.arrayBuffer()));
  const root = new X509Certificate(await control.webhookRoot());
  if (!certificate.checkIssued(root) || !certificate.verify(root.publicKey)) return 'chain';
  if (Date.parse(certificate.validTo) < clock.now()) return 'expired';
  if (!certificate.subject.split('\n').includes('O=Microsoft Corporation')) return 'organization';
  if (headers.get('x-ms-signature-algorithm') !== 'rsa-sha256') return 'algorithm';
  const body = Buffer.from(sent.body);
  const isRight = verify('sha256', body, certificate.publicKey, Buffer.from(signature, 'base64'));
  return isRight ? 'good' : 'signature';
}

test('an event is signed over its very bytes, under a certificate that chains to the root', async () => {
  const { partner, received } = await aReceiver();
  const sent = await partner.client.sandbox.control.sendWebhook({ event: 'subscription-updated' });
  assert.equal(await checkDelivery(partner, sent), 'good');
  const [request] = received;
  assert.equal(request?.url, URL_HERE);
  assert.equal(await request?.text(), sent.body);
  assert.match(request?.headers.get('authorization') ?? '', /^Signature /);
  const event = parseJson<Record<string, unknown>>(sent.body);
  assert.deepEqual(Object.keys(event), [
    'EventName',
    'ResourceUri',
    'ResourceName',
    'AuditUri',
    'ResourceChangeUtcDate',
  ]);
  assert.deepEqual([event['EventName'], event['ResourceName']], ['subscription-updated', 'subscription']);
  assert.match(String(event['ResourceChangeUtcDate']), /\.\d{7}\+00:00$/);
});

test('the signature goes into x-ms-signature, if the registration says so', async () => {
  const { partner } = await aReceiver({ SignatureTokenToMsSignatureHeader: true });
  const sent = await partner.client.sandbox.control.sendWebhook({ event: 'test-created' });
  assert.equal(sent.headers['authorization'], undefined);
  assert.match(sent.headers['x-ms-signature'] ?? '', /^Signature /);
  assert.equal(await checkDelivery(partner, sent), 'good');
});

const DEFECTS: [defect: WebhookDefect, found: string][] = [
  ['wrong-signature', 'signature'],
  ['no-signature', 'no signature'],
  ['other-algorithm', 'algorithm'],
  ['expired-certificate', 'expired'],
  ['other-subject', 'organization'],
  ['other-root', 'chain'],
  ['certificate-elsewhere', 'certificate elsewhere'],
];

for (const [defect, found] of DEFECTS) {
  test(`an event with ${defect} has this defect and no other`, async () => {
    const { partner } = await aReceiver();
    const sent = await partner.client.sandbox.control.sendWebhook({ event: 'test-created', defect });
    assert.equal(await checkDelivery(partner, sent), found);
  });
}

test('the world says whose certificate it is', async () => {
  const world = defaultWorld();
  world.settings.webhookSubject = 'CN=events.example, O=Fabrikam';
  const { partner } = await aReceiver({}, world);
  const sent = await partner.client.sandbox.control.sendWebhook({ event: 'test-created' });
  assert.equal(await checkDelivery(partner, sent), 'organization');
});

test('the certificate is renewed at the same URL before it ends', async () => {
  const { partner } = await aReceiver();
  const { control } = partner.client.sandbox;
  const before = await control.sendWebhook({ event: 'test-created' });
  control.moveClock(359 * 24 * 60 * 60_000);
  const after = await control.sendWebhook({ event: 'test-created' });
  assert.equal(after.headers['x-ms-certificate-url'], before.headers['x-ms-certificate-url']);
  assert.equal(await checkDelivery(partner, after), 'good');
});

test('a replay is the same delivery, byte by byte', async () => {
  const { partner, received } = await aReceiver();
  const { control } = partner.client.sandbox;
  const sent = await control.sendWebhook({ event: 'test-created' });
  const again = await control.replayWebhook(sent.id);
  assert.deepEqual([again.body, again.headers, again.url], [sent.body, sent.headers, sent.url]);
  assert.equal(received.length, 2);
  await assert.rejects(control.replayWebhook('none'), ControlProblems);
});

test('a registration is made, shown and changed; events are those of the list', async () => {
  const { partner, received } = await aReceiver();
  const events = await partner.client.get('partnerCenter', `${REGISTRATION}/events`, partner.token);
  assert.ok(((await events.json()) as string[]).includes('subscription-updated'));
  const { body } = await partner.get(REGISTRATION);
  assert.deepEqual(body, {
    WebhookUrl: URL_HERE,
    WebhookEvents: ['subscription-updated', 'test-created'],
  });
  const other = { WebhookUrl: `${URL_HERE}/2`, WebhookEvents: ['invoice-ready'] };
  assert.equal((await partner.send('POST', REGISTRATION, other)).status, 409);
  const changed = await partner.send('PUT', REGISTRATION, other);
  assert.deepEqual([changed.status, changed.body['WebhookUrl']], [200, `${URL_HERE}/2`]);
  assert.match(String(changed.body['SubscriberId']), /^[0-9a-f-]{36}$/);
  await partner.client.sandbox.control.sendWebhook({ event: 'invoice-ready' });
  assert.equal(received[0]?.url, `${URL_HERE}/2`);
  const unknown = { ...other, WebhookEvents: ['no-such-event'] };
  assert.deepEqual(faultOf(await partner.send('PUT', REGISTRATION, unknown)), [400, '800002']);
});

test('nothing is registered at first, and nothing is sent then', async () => {
  const partner = await aPartner();
  assert.deepEqual(faultOf(await partner.get(REGISTRATION)), [404, '1000']);
  const body = { WebhookUrl: URL_HERE, WebhookEvents: ['test-created'] };
  assert.deepEqual(faultOf(await partner.send('PUT', REGISTRATION, body)), [404, '1000']);
  assert.deepEqual(faultOf(await partner.send('POST', `${REGISTRATION}/validationEvents`)), [404, '1000']);
  const { control } = partner.client.sandbox;
  const { partnerOne } = DEFAULT_TENANTS;
  await assert.rejects(control.sendWebhook({ event: 'test-created', partner: partnerOne }), ControlProblems);
});

test('a validation event is under way until the receiver answers, and its result can be asked for seven days', async () => {
  const { partner, received, answer } = await aReceiver();
  const gate = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  answer.with = () => {
    asked.resolve();
    return gate.promise;
  };
  const { status, body } = await partner.send('POST', `${REGISTRATION}/validationEvents`);
  assert.equal(status, 200);
  const path = `${REGISTRATION}/validationEvents/${String(body['correlationId'])}`;
  await asked.promise;
  assert.equal((await partner.get(path)).body['status'], 'pending');
  gate.resolve(new Response(null, { status: 401 }));
  await gate.promise;
  await received[0]?.text();
  const { body: result } = await partner.get(path);
  assert.equal(result['status'], 'completed');
  const [first] = result['results'] as Record<string, unknown>[];
  assert.deepEqual([first?.['responseCode'], first?.['systemError']], ['Unauthorized', false]);
  const other = `${REGISTRATION}/validationEvents/${DEFAULT_TENANTS.customerA}`;
  assert.deepEqual(faultOf(await partner.get(other)), [404, '1000']);
  const { client, refreshToken } = partner;
  client.sandbox.control.moveClock(7 * 24 * 60 * 60_000);
  const later = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  const late = await client.get('partnerCenter', path, later.body['access_token'] ?? '');
  assert.equal(late.status, 404);
});

test('two validation events a minute are taken, and no third', async () => {
  const { partner } = await aReceiver({}, defaultWorld(), { now: () => Date.UTC(2026, 5, 1) });
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1)
    statuses.push((await partner.send('POST', `${REGISTRATION}/validationEvents`)).status);
  assert.deepEqual(statuses, [200, 200, 429]);
});

test('over sockets an event reaches this machine, and no other', async (t) => {
  const seen = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    seen.resolve(String(request.headers['x-ms-signature-algorithm']));
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const partner = await aPartner();
  const { control } = partner.client.sandbox;
  const register = (method: 'POST' | 'PUT', url: string) =>
    partner.send(method, REGISTRATION, { WebhookUrl: url, WebhookEvents: ['test-created'] });
  await register('POST', `http://127.0.0.1:${address.port}/callback`);
  const { status } = await control.sendWebhook({ event: 'test-created' });
  assert.deepEqual([status, await seen.promise], [204, 'rsa-sha256']);
  await register('PUT', URL_HERE);
  const away = await control.sendWebhook({ event: 'test-created' });
  assert.equal(away.status, undefined);
  assert.match(away.error ?? '', /this machine alone/);
});

test('the control origin sends, replays and tells the root', async () => {
  const { partner, received } = await aReceiver();
  const { origins, controlToken, fetch } = partner.client.sandbox;
  const ask = (path: string, body?: object): Promise<Response> =>
    fetch(`${origins.control}${path}`, {
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  const sent = (await (await ask('/webhooks/send', { event: 'test-created' })).json()) as WebhookDelivery;
  assert.equal(await checkDelivery(partner, sent), 'good');
  assert.equal((await ask('/webhooks/replay', { delivery: sent.id })).status, 200);
  assert.equal(received.length, 2);
  assert.match(await (await ask('/webhooks/root')).text(), /^-----BEGIN CERTIFICATE-----/);
  assert.equal((await ask('/webhooks/send', { event: 'test-created', defect: 'none' })).status, 400);
  assert.equal((await ask('/webhooks/replay', { delivery: 'none' })).status, 400);
  assert.deepEqual(itemsOf(await partner.get('/v1/auditrecords')), []);
});
