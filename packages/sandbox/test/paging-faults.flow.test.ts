import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PASSWORD, generateWorld } from '../src/index.ts';
import type { FaultRule, World } from '../src/index.ts';
import { GRAPH_SCOPE, PARTNER_CENTER_SCOPE, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const CUSTOMERS = 2_341;
const FIRST = { uri: '/customers?size=40', headers: [] };
const LIST = { service: 'partnerCenter', path: '/v1/customers' } as const;

interface Link {
  uri: string;
  headers: { key: string; value: string }[];
}
interface Page {
  items: { id: string; companyProfile: { domain: string } }[];
  links: { next?: Link };
}
interface Partner {
  client: ExampleClient;
  refreshToken: string;
  token: string;
  home: string;
}

async function aPartner(
  change: (world: World) => void = () => {},
  clock?: { now(): number },
): Promise<Partner> {
  const world = generateWorld({ seed: 'paging', customers: CUSTOMERS, usersPerCustomer: 1 });
  change(world);
  const client = await createExampleClient(world, clock);
  const home = world.tenants.find(({ kind }) => kind === 'partner')?.id ?? '';
  const account = {
    userPrincipalName: 'service@partner-1.example',
    password: DEFAULT_PASSWORD,
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  };
  const refreshToken = await client.connect(account, home);
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, home);
  return { client, refreshToken, token: body['access_token'] ?? '', home };
}

function ask({ client, token }: Partner, { uri, headers }: Link): Promise<Response> {
  const path = uri.startsWith('/v1/') ? uri : `/v1${uri}`;
  const sent = Object.fromEntries(headers.map(({ key, value }) => [key, value]));
  return client.get('partnerCenter', path, token, sent);
}

async function getPage(partner: Partner, link: Link): Promise<Page> {
  const response = await ask(partner, link);
  assert.equal(response.status, 200);
  return parseJson(await response.text());
}

/** All pages, in order. A page that fails is asked for again, with the same link. */
async function getAll(partner: Partner): Promise<{ domains: string[]; failures: number; uris: string[] }> {
  const domains: string[] = [];
  const uris: string[] = [];
  let failures = 0;
  let next: Link | undefined = FIRST;
  while (next !== undefined) {
    const response: Response = await ask(partner, next);
    if (response.status !== 200) {
      failures += 1;
      continue;
    }
    const { items, links } = parseJson<Page>(await response.text());
    domains.push(...items.map(({ companyProfile }) => companyProfile.domain));
    next = links.next;
    if (next !== undefined) uris.push(next.uri);
  }
  return { domains, failures, uris };
}

for (const form of ['with-v1', 'without-v1'] as const) {
  test(`pages 2,341 customers by forties, in order, each once, by links ${form}, a page failing in the middle`, async () => {
    const partner = await aPartner((world) => {
      world.settings.partnerCenterNextUri = form;
    });
    for (const [after, status] of [
      [20, 500],
      [30, 503],
    ] as const)
      partner.client.sandbox.control.playFault({ ...LIST, after, fault: { kind: 'answer', status } });
    const { domains, failures, uris } = await getAll(partner);
    assert.deepEqual(
      domains,
      Array.from({ length: CUSTOMERS }, (_, index) => `customer-${index + 1}.example`),
    );
    assert.equal(failures, 2);
    assert.equal(uris.length, Math.ceil(CUSTOMERS / 40) - 1);
    const beginning = form === 'with-v1' ? '/v1/customers?' : '/customers?';
    assert.ok(uris.every((uri) => uri.startsWith(beginning)));
  });
}

test('a spoiled link leads to another host, to the first page, or to the page that was read, with its token', async () => {
  const partner = await aPartner();
  const { control } = partner.client.sandbox;
  const spoiled = async (defect: 'other-host' | 'first-page' | 'same-page', from: Link): Promise<Link> => {
    control.playFault({ ...LIST, fault: { kind: 'next-link', defect } });
    const { items, links } = await getPage(partner, from);
    assert.equal(items.length, 40);
    assert.ok(links.next);
    return links.next;
  };
  const { next: second } = (await getPage(partner, FIRST)).links;
  assert.ok(second);
  const away = await spoiled('other-host', second);
  assert.equal(new URL(away.uri).origin, 'https://elsewhere.example');
  const again = await spoiled('same-page', second);
  assert.deepEqual(again.headers, second.headers);
  assert.deepEqual((await getPage(partner, again)).items, (await getPage(partner, second)).items);
  const back = await spoiled('first-page', second);
  assert.deepEqual((await getPage(partner, back)).items, (await getPage(partner, FIRST)).items);
});

test('a spoiled link of Graph is an @odata.nextLink', async () => {
  const { client, refreshToken, home } = await aPartner();
  const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, home);
  client.sandbox.control.playFault({ service: 'graph', fault: { kind: 'next-link', defect: 'other-host' } });
  const response = await client.get('graph', '/v1.0/users?$top=1', body['access_token'] ?? '');
  const page = parseJson<Record<string, string>>(await response.text());
  assert.equal(new URL(page['@odata.nextLink'] ?? '').origin, 'https://elsewhere.example');
});

const SERVICES = [
  ['partnerCenter', '/v1/customers?size=1'],
  ['graph', '/v1.0/me'],
] as const;

for (const [service, path] of SERVICES) {
  test(`${service}: a window is shut after so many calls, and what comes inside is counted`, async () => {
    const now = { at: Date.UTC(2026, 10, 1) };
    const partner = await aPartner(undefined, { now: () => now.at });
    const { client } = partner;
    const scope = service === 'graph' ? GRAPH_SCOPE : PARTNER_CENTER_SCOPE;
    const { body } = await client.refresh(partner.refreshToken, scope, partner.home);
    const rule: FaultRule = { service, fault: { kind: 'throttle', calls: 3, seconds: 20 } };
    const throttle = client.sandbox.control.playFault(rule);
    const call = async (): Promise<[number, string | null]> => {
      const { status, headers } = await client.get(service, path, body['access_token'] ?? '');
      return [status, headers.get('retry-after')];
    };
    for (let count = 0; count < 3; count += 1) assert.deepEqual(await call(), [200, null]);
    // Both are under way when the window shuts: neither client can know.
    assert.deepEqual(await Promise.all([call(), call()]), [
      [429, '20'],
      [429, '20'],
    ]);
    assert.deepEqual(throttle.throttled(), { windows: 1, refused: 2, inside: 0 });
    now.at += 12_500;
    assert.deepEqual(await call(), [429, '8']);
    assert.deepEqual(throttle.throttled(), { windows: 1, refused: 3, inside: 1 });
    now.at += 7_500;
    for (let count = 0; count < 3; count += 1) assert.deepEqual(await call(), [200, null]);
    assert.deepEqual(await call(), [429, '20']);
    assert.deepEqual(throttle.throttled(), { windows: 2, refused: 4, inside: 1 });
    assert.equal(throttle.played(), 4);
  });
}
