import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isConsentryError, isGuid, Secret } from '@consentry/core';
import { createNodeFetch, type NodeFetch } from '@consentry/core/node';
import { createRemote } from '@consentry/core/remote';
import { anIssuerKey, type Claims, encode, jwkOf } from '../../core/test/an-issuer.ts';
import { asFetch, type OpenBroker } from '../src/index.ts';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import { customerA, customerB, partnerOne, type TestBroker } from './a-broker.ts';
import { aBrokerOn, type BrokerOn } from './a-broker-on.ts';
import { aListeningIssuer, type ListeningIssuer } from './a-listening-issuer.ts';
import { testOnBoth } from './a-store.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const smallest = { partners: [partnerOne], customers: [customerA], resources: ['graph'] };
const first = anIssuerKey('first');
const second = anIssuerKey('second', 'ES256');
const nobody = `cal_${'A'.repeat(22)}`;

let network: NodeFetch;
before(() => {
  network = createNodeFetch({ allowLocal: true });
});
after(() => network.close());

/** A broker with a partner that connected, and the platform that it trusts, on a socket. */
interface Scene extends AsyncDisposable {
  readonly t: TestBroker;
  readonly on: BrokerOn;
  readonly platform: ListeningIssuer;
  /** A token of the platform that holds, but for what the test changes. */
  token(claims?: Claims, header?: Claims): string;
  /** The tenant of an access token, or the code of a refusal. */
  ask(proof: string, replica?: OpenBroker): Promise<string>;
  aKeylessCaller(claims?: Readonly<Record<string, string>>): Promise<string>;
}

async function aScene(kind: DatabaseKind = 'sqlite'): Promise<Scene> {
  const platform = await aListeningIssuer(first);
  const on = await aBrokerOn(kind, {
    config: { issuers: [platform.trusted] },
    watch: (fetch) => (request) =>
      request.url.startsWith(platform.issuer.url) ? network(request) : fetch(request),
  });
  const { t } = on;
  await t.aConnectedPartner();
  return {
    t,
    on,
    platform,
    token: (claims, header) => platform.token(first, t.sandbox.clock.now(), claims, header),
    ask(proof, replica = t.broker) {
      const remote = createRemote({
        baseUrl: 'http://127.0.0.1',
        key: Secret.of(proof),
        send: asFetch(replica.app.api, '192.0.2.8'),
      });
      return remote.call('acquireToken', { body: graph }).then(
        ({ tenant }) => tenant,
        (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
      );
    },
    async aKeylessCaller(claims = { sub: 'a program' }) {
      const identity = { issuer: platform.issuer.url, claims };
      const body = { name: 'a program', policy: smallest, identity };
      return (await t.operator.call('addKeylessCaller', { body })).id;
    },
    async [Symbol.asyncDispose]() {
      await on[Symbol.asyncDispose]();
      await platform[Symbol.asyncDispose]();
    },
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

/** The whole answer, without what tells requests apart. */
async function rawAnswer(t: TestBroker, authorization: string): Promise<string> {
  const response = await t.send(
    new Request('http://127.0.0.1:44396/v1/tokens', {
      method: 'POST',
      body: JSON.stringify(graph),
      headers: { 'content-type': 'application/json', authorization },
    }),
  );
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
  const text = (await response.text()).replace(/"requestId":"[^"]*"/, '"requestId":""');
  return JSON.stringify([response.status, headers, text]);
}

/** The reasons in the log, the oldest first. */
function reasonsOf({ logged }: TestBroker): unknown[] {
  return logged
    .map((line) => JSON.parse(line) as { readonly msg: string; readonly reason?: unknown })
    .filter(({ msg }) => msg === 'the token of a caller was refused')
    .map(({ reason }) => reason);
}

testOnBoth(
  'a program gets a token by that of its platform, and the record says by which identity',
  async (_, kind) => {
    await using scene = await aScene(kind);
    const { t, token, ask, platform, aKeylessCaller } = scene;
    const id = await aKeylessCaller({ sub: 'a program', environment: 'production' });
    const { identities, keys } = (await t.operator.call('listCallers', {})).items[0] ?? assert.fail();
    assert.deepEqual([keys, identities.length], [[], 1]);
    const proof = token({ environment: 'production', actor: 'somebody' });
    assert.equal(await ask(proof), customerA);
    assert.equal(await ask(token()), 'unauthorized', 'it lacks a claim');
    const other = { ...graph, customer: customerB };
    assert.equal(await codeOf(t.remote(proof).call('acquireToken', { body: other })), 'policy_denied');

    const events = await t.events();
    for (const type of ['token.issued', 'token.refused']) {
      const event = events.find((one) => one.type === type);
      assert.deepEqual([event?.actor, event?.identity, event?.key], [id, identities[0]?.id, undefined]);
      assert.ok(event?.address === '192.0.2.8' && isGuid(event.requestId));
    }
    const added = events.find(({ type }) => type === 'caller.identity_added');
    assert.ok(added?.type === 'caller.identity_added');
    assert.deepEqual([added.caller, added.issuer], [id, platform.issuer.url]);
    assert.deepEqual(JSON.parse(added.claims), { sub: 'a program', environment: 'production' });
    assert.deepEqual(
      (await t.operator.call('listAudit', {})).items.find(({ type }) => type === added.type)?.identity,
      identities[0]?.id,
    );

    await t.restart();
    assert.equal(await ask(proof), customerA);
    // Everything that is remembered of it says who, not by what.
    assert.ok(!JSON.stringify([await t.events(), t.logged]).includes(proof.split('.')[2] ?? proof));
  },
);

testOnBoth('a caller may have a key and identities, and each ends alone', async (_, kind) => {
  await using scene = await aScene(kind);
  const { t, token, ask, platform } = scene;
  const { id, key } = await t.operator.call('addCaller', { body: { name: 'a program', policy: smallest } });
  const params = { id };
  assert.equal(await ask(token()), 'unauthorized');
  const body = { issuer: platform.issuer.url, claims: { sub: 'a program' } };
  const identity = await t.operator.call('addCallerIdentity', { params, body });
  assert.deepEqual((await t.operator.call('listCallerIdentities', { params })).items, [identity]);
  assert.deepEqual([await ask(key), await ask(token())], [customerA, customerA]);
  await t.operator.call('removeCallerIdentity', { params: { id, identityId: identity.id } });
  assert.deepEqual([await ask(key), await ask(token())], [customerA, 'unauthorized']);
  const again = t.operator.call('removeCallerIdentity', { params: { id, identityId: identity.id } });
  assert.equal(await codeOf(again), 'caller_identity_not_found');
  await t.operator.call('addCallerIdentity', { params, body });
  assert.equal(await ask(token()), customerA);
  await t.operator.call('removeCaller', { params });
  assert.deepEqual([await ask(key), await ask(token())], ['unauthorized', 'unauthorized']);
  const done = (await t.events()).filter(({ type }) => type.startsWith('caller.identity'));
  assert.deepEqual(done.map(({ type }) => type).toReversed(), [
    'caller.identity_added',
    'caller.identity_removed',
    'caller.identity_added',
  ]);
});

test('whatever is wrong with a token looks like a wrong key, byte for byte, and the log says what it is', async () => {
  await using scene = await aScene();
  const { t, token, platform, aKeylessCaller } = scene;
  await aKeylessCaller();
  const at = t.sandbox.clock.now();
  const seconds = Math.floor(at / 1000);
  const attacker = anIssuerKey('first');
  const bad: readonly (readonly [string, string])[] = [
    [token({ sub: 'another program' }), 'no_identity'],
    [token({ sub: ['a program'] }), 'no_identity'],
    [platform.token(attacker, at), 'signature'],
    [platform.token(attacker, at, {}, { jwk: jwkOf(attacker) }), 'embedded_key'],
    [token({}, { kid: 'another' }), 'unknown_key'],
    [`${encode({ alg: 'none', kid: 'first' })}.${token().split('.')[1]}.`, 'algorithm'],
    [token({ iss: 'https://evil.example' }), 'issuer'],
    [token({ aud: 'https://vault.contoso.example' }), 'audience'],
    [token({ iat: seconds - 900, nbf: seconds - 900, exp: seconds - 301 }), 'expired'],
    [token({ nbf: seconds + 400 }), 'not_yet_valid'],
    [token({ exp: undefined }), 'malformed'],
    [token({ exp: seconds + 40 * 86_400 }), 'lives_too_long'],
    ['a.b.c', 'malformed'],
    ['...', 'malformed'],
  ];
  const wrongKey = await rawAnswer(t, `Bearer cty_${'A'.repeat(22)}_${'B'.repeat(49)}`);
  assert.match(wrongKey, /unauthorized/);
  for (const [proof] of bad) assert.equal(await rawAnswer(t, `Bearer ${proof}`), wrongKey, proof);
  assert.deepEqual(
    reasonsOf(t),
    bad.map(([, reason]) => reason),
  );
  // Of a genuine one it says who came, so that an operator sees what to write.
  const [line = ''] = t.logged.filter((one) => one.includes('"no_identity"'));
  const { subject, issuer, requestId } = JSON.parse(line) as Record<string, unknown>;
  assert.deepEqual([subject, issuer, isGuid(requestId)], ['another program', platform.issuer.url, true]);
  assert.ok(!t.logged.some((one) => one.includes('evil.example')), 'what nobody vouches for is not repeated');
  const huge = `Bearer ${token({ padding: 'x'.repeat(9000) })}`;
  for (const authorization of [
    huge,
    `Basic ${token()}`,
    `Bearer ${token()} ${token()}`,
    `Bearer ${token()},`,
  ]) {
    assert.equal(await rawAnswer(t, authorization), wrongKey);
  }
  const refused = (await t.events()).filter(({ type }) => type === 'access.refused');
  assert.equal(refused.length, bad.length + 5);
  assert.ok(refused.every(({ actor, identity }) => actor === 'unknown' && identity === undefined));
  const all = JSON.stringify([t.logged, refused]);
  for (const [proof] of bad.slice(0, 5)) assert.ok(!all.includes(proof.split('.')[2] ?? proof));
});

test('a token opens nothing of the operator’s', async () => {
  await using scene = await aScene();
  const { t, token, aKeylessCaller } = scene;
  await aKeylessCaller();
  assert.equal(await codeOf(t.remote(token()).call('listCallers', {})), 'policy_denied');
  const { meanings } = await t.remote(token()).call('explainCode', { params: { code: 'unauthorized' } });
  assert.ok(meanings.length > 0);
});

test('an issuer that is away is a refusal of its own with when to try again; keys work, and it heals', async () => {
  await using scene = await aScene();
  const { t, token, ask, platform, aKeylessCaller } = scene;
  await aKeylessCaller();
  const { key } = await t.operator.call('addCaller', { body: { name: 'by key', policy: smallest } });
  await platform.stop();
  const answer = await rawAnswer(t, `Bearer ${token()}`);
  assert.match(answer, /^\[503,/);
  assert.match(answer, /"issuer_unavailable/);
  assert.match(answer, /\["retry-after","10"\]/);
  assert.ok(!answer.includes('openid-configuration'), 'where it was looked for is for the log');
  const [line = ''] = t.logged.filter((one) => one.includes('gave no keys'));
  const { err, issuer } = JSON.parse(line) as { issuer: string; err: { facts: { url: string } } };
  assert.equal(issuer, platform.issuer.url);
  assert.equal(err.facts.url, `${issuer}/.well-known/openid-configuration`);
  assert.equal(await ask(token()), 'issuer_unavailable');
  assert.equal(await ask(key), customerA);
  assert.equal(await ask(token({ aud: 'https://vault.contoso.example' })), 'unauthorized');
  await platform.start();
  t.sandbox.control.moveClock(10_000);
  assert.equal(await ask(token()), customerA);
  // What was found is enough for a while.
  await platform.stop();
  assert.equal(await ask(token()), customerA);
  t.sandbox.control.moveClock(24 * 60 * 60_000);
  assert.equal(await ask(token()), 'issuer_unavailable', 'its keys are a day old');
});

test('an issuer that answers with something else lets nobody in', async () => {
  await using scene = await aScene();
  const { t, token, ask, platform, aKeylessCaller } = scene;
  await aKeylessCaller();
  const { issuer } = platform;
  const good = issuer.metadata;
  for (const metadata of [
    { ...good, issuer: 'https://evil.example' },
    { ...good, jwks_uri: 'http://127.0.0.2/keys' },
    { ...good, jwks_uri: `${t.sandbox.origins.login}/common/discovery/v2.0/keys` },
    { padding: 'x'.repeat(2 * 1024 * 1024) },
  ]) {
    issuer.metadata = metadata;
    assert.equal(await ask(token()), 'issuer_unavailable');
    t.sandbox.control.moveClock(10_000);
  }
  issuer.metadata = good;
  assert.equal(await ask(token()), customerA);
});

test('a platform changes its key: the new one is looked for, the old one ends when it is no longer published', async () => {
  await using scene = await aScene();
  const { t, token, ask, platform, aKeylessCaller } = scene;
  await aKeylessCaller();
  const renewed = (): string => platform.token(second, t.sandbox.clock.now());
  assert.equal(await ask(token()), customerA);
  assert.equal(await ask(renewed()), 'unauthorized');
  platform.issuer.keys = [jwkOf(first), jwkOf(second)];
  t.sandbox.control.moveClock(30_000);
  assert.deepEqual([await ask(token()), await ask(renewed())], [customerA, customerA]);
  platform.issuer.keys = [jwkOf(second)];
  t.sandbox.control.moveClock(12 * 60 * 60_000);
  // The first who asks after half a day has them renewed, and waits for nothing; who comes with an unknown id waits.
  assert.equal(await ask(token()), customerA);
  assert.equal(await ask(token({}, { kid: 'made-up' })), 'unauthorized');
  assert.deepEqual([await ask(token()), await ask(renewed())], ['unauthorized', customerA]);
});

test('two hundred tokens with made-up keys have the platform asked twice, and keep nobody out', async () => {
  await using scene = await aScene();
  const { token, ask, platform, aKeylessCaller } = scene;
  await aKeylessCaller();
  assert.equal(await ask(token()), customerA);
  const made = Array.from({ length: 200 }, (_, turn) => ask(token({}, { kid: `made-up-${turn}` })));
  assert.deepEqual(new Set(await Promise.all(made)), new Set(['unauthorized']));
  assert.equal(platform.issuer.asked.length, 4, 'two documents each time');
  assert.equal(await ask(token()), customerA);
});

testOnBoth(
  'a token that two callers’ identities fit is refused, at the latest when it comes',
  async (_, kind) => {
    await using scene = await aScene(kind);
    const { t, token, ask, aKeylessCaller } = scene;
    const id = await aKeylessCaller({ sub: 'a program' });
    const error = await aKeylessCaller({ sub: 'a program', ref: 'main' }).catch((thrown: unknown) => thrown);
    assert.ok(isConsentryError(error, 'identity_taken'));
    assert.equal(error.facts['caller'], id);
    assert.equal((await t.operator.call('listCallers', {})).items.length, 1);

    const other = await aKeylessCaller({ repository_id: '7' });
    assert.equal(await ask(token()), customerA);
    assert.equal(await ask(token({ sub: 'another', repository_id: '7' })), customerA);
    assert.equal(await ask(token({ repository_id: '7' })), 'unauthorized');
    assert.deepEqual(reasonsOf(t), ['several_callers']);
    await t.operator.call('removeCaller', { params: { id: other } });
    assert.equal(await ask(token({ repository_id: '7' })), customerA);
  },
);

test('several identities of one caller may fit a token', async () => {
  await using scene = await aScene();
  const { t, token, ask, platform, aKeylessCaller } = scene;
  const id = await aKeylessCaller({ sub: 'a program' });
  const body = { issuer: platform.issuer.url, claims: { sub: 'a program', ref: 'main' } };
  await t.operator.call('addCallerIdentity', { params: { id }, body });
  assert.equal(await ask(token({ ref: 'main' })), customerA);
});

test('what no identity can be is refused, and nothing is recorded as done', async () => {
  await using scene = await aScene();
  const { t, platform } = scene;
  const { id } = await t.operator.call('addCaller', { body: { name: 'a program', policy: smallest } });
  const issuer = platform.issuer.url;
  const add = (claims: Record<string, string>, from = issuer, caller = id) =>
    codeOf(t.operator.call('addCallerIdentity', { params: { id: caller }, body: { issuer: from, claims } }));
  assert.equal(await add({ sub: 'a' }, `${issuer}/`), 'invalid_request');
  assert.equal(await add({ sub: 'a' }, 'https://token.actions.githubusercontent.com'), 'invalid_request');
  for (const claims of [
    {},
    { ref: 'refs/heads/main' },
    { repository: 'contoso/reports' },
    { azp: 'any user of that application has it' },
    { sub: '' },
    { sub: ' a' },
    { sub: 'a\n' },
    { sub: 'x'.repeat(513) },
    { sub: 'a', aud: 'x' },
    { sub: 'a', exp: '1' },
    { sub: 'a', 'a claim': 'x' },
    Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index === 0 ? 'sub' : `c${index}`, 'x'])),
  ]) {
    assert.equal(await add(claims), 'invalid_request', JSON.stringify(claims));
  }
  assert.equal(await add({ sub: 'a' }, issuer, nobody), 'caller_not_found');
  for (let turn = 0; turn < 10; turn++) assert.equal(await add({ sub: `p${turn}` }), 'nothing was refused');
  assert.equal(await add({ sub: 'one more' }), 'too_many_identities');
  const done = (await t.events()).filter(({ type }) => type === 'caller.identity_added');
  assert.equal(done.length, 10);
});

test('a caller whose identity was removed while its token was on the way gets none', async () => {
  await using scene = await aScene();
  const { t, token, ask, aKeylessCaller } = scene;
  const removed = await aKeylessCaller({ sub: 'removed' });
  await aKeylessCaller({ sub: 'kept' });
  const [identity] = (await t.operator.call('listCallerIdentities', { params: { id: removed } })).items;
  const held = t.sandbox.control.holdTokenEndpoint();
  const asked = ask(token({ sub: 'removed' }));
  while (held.waiting() < 1) await new Promise((resolve) => void setImmediate(resolve));
  const other = ask(token({ sub: 'kept' }));
  await t.operator.call('removeCallerIdentity', { params: { id: removed, identityId: identity?.id ?? '' } });
  held.release();
  assert.deepEqual(await Promise.all([asked, other]), ['unauthorized', customerA]);
});

test('a removed identity is refused at once here, and by another replica from its next look at the news', async () => {
  await using scene = await aScene('postgres');
  const { t, token, ask, aKeylessCaller } = scene;
  const here = t.broker;
  const there = await t.addReplica();
  const id = await aKeylessCaller();
  await there.app.access.confirm();
  for (const replica of [here, there]) assert.equal(await ask(token(), replica), customerA);
  const [identity] = (await t.operator.call('listCallerIdentities', { params: { id } })).items;
  await t.operator.call('removeCallerIdentity', { params: { id, identityId: identity?.id ?? '' } });
  assert.equal(await ask(token(), here), 'unauthorized');
  assert.equal(await ask(token(), there), customerA, 'it has not looked yet');
  await there.app.access.confirm();
  assert.equal(await ask(token(), there), 'unauthorized');
  const another = await aKeylessCaller({ sub: 'another' });
  await there.app.access.confirm();
  assert.equal(await ask(token({ sub: 'another' }), there), customerA);
  // Nobody makes it look any more: it does so itself before it relies on five old seconds.
  await t.operator.call('removeCaller', { params: { id: another } });
  t.sandbox.control.moveClock(5001);
  assert.equal(await ask(token({ sub: 'another' }), there), 'unauthorized');
});
