import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aClock, errorOf } from '../../test/builders.ts';
import { ConsentryError, type ErrorCode, type Facts } from '../errors.ts';
import type { ClientAuthentication } from './client-credential.ts';
import { createCredentialChoice } from './credential-choice.ts';

function aCredential(name: string): ClientAuthentication {
  return {
    name,
    facts: { credential: 'secret', credentialName: name },
    expiresAt: undefined,
    apply: async () => {},
  };
}

const one = aCredential('one');
const two = aCredential('two');

/** Two credentials, and an identity provider that answers each as the test says; it accepts what it is not told of. */
function aPlace() {
  const place = {
    refusals: new Map<ClientAuthentication, ConsentryError>(),
    asked: [] as string[],
    told: [] as string[],
  };
  const choice = createCredentialChoice({
    clock: aClock(),
    credentials: [one, two],
    watch: {
      refused: ({ name }, { facts }) => place.told.push(`${name} refused ${String(facts['aadsts'])}`),
      chosen: ({ name }) => place.told.push(`${name} chosen`),
    },
  });
  const ask = async (credential: ClientAuthentication): Promise<string> => {
    place.asked.push(credential.name);
    const error = place.refusals.get(credential);
    if (error !== undefined) throw error;
    return credential.name;
  };
  return Object.assign(place, { choice, ask: () => choice.prove(ask) });
}

function refusal(code: ErrorCode, facts: Facts): ConsentryError {
  return new ConsentryError(code, { facts });
}

const expired = refusal('client_credential', { error: 'invalid_client', aadsts: 7000222 });
const unknownKey = refusal('client_credential', { error: 'invalid_client', aadsts: 700027 });

test('the first credential serves alone while it is accepted', async () => {
  const place = aPlace();
  for (let index = 0; index < 3; index++) assert.equal(await place.ask(), 'one');
  assert.deepEqual([place.asked, place.told], [['one', 'one', 'one'], []]);
});

for (const [what, error] of [
  ['7000222', expired],
  ['700027', unknownKey],
  ['7000215', refusal('client_credential', { error: 'invalid_client', aadsts: 7000215 })],
  ['700030', refusal('client_credential', { error: 'invalid_client', aadsts: 700030 })],
  ['700024', refusal('client_credential', { error: 'invalid_client', aadsts: 700024 })],
  ['invalid_client without a number', refusal('client_credential', { error: 'invalid_client' })],
] as const) {
  test(`the other credential serves the same request where the first is refused with ${what}`, async () => {
    const place = aPlace();
    place.refusals.set(one, error);
    assert.equal(await place.ask(), 'two');
    assert.deepEqual(place.asked, ['one', 'two']);
  });
}

test('stays with the credential that was accepted, and tells of the refused one once', async () => {
  const place = aPlace();
  place.refusals.set(one, expired);
  for (let index = 0; index < 3; index++) assert.equal(await place.ask(), 'two');
  assert.deepEqual(place.asked, ['one', 'two', 'two', 'two']);
  assert.deepEqual(place.told, ['one refused 7000222', 'two chosen']);
  assert.deepEqual([place.choice.isRefused(one), place.choice.isRefused(two)], [true, false]);
});

test('goes back to the first credential when the other is refused too', async () => {
  const place = aPlace();
  place.refusals.set(one, expired);
  await place.ask();
  place.refusals.delete(one);
  place.refusals.set(two, unknownKey);
  assert.equal(await place.ask(), 'one');
  assert.deepEqual(place.told.slice(2), ['two refused 700027', 'one chosen']);
  assert.deepEqual([place.choice.isRefused(one), place.choice.isRefused(two)], [false, true]);
});

test('where both are refused, each is tried once and the refusal names both', async () => {
  const place = aPlace();
  place.refusals.set(one, expired);
  place.refusals.set(two, unknownKey);
  for (let index = 0; index < 2; index++) {
    const { code, facts } = await errorOf(() => place.ask());
    assert.deepEqual([code, facts['aadsts']], ['client_credential', 7000222]);
    assert.deepEqual(facts['alsoRefused'], ['two (AADSTS700027)']);
  }
  assert.deepEqual(place.asked, ['one', 'two', 'one', 'two']);
  assert.deepEqual(place.told, ['one refused 7000222', 'two refused 700027']);
});

test('tells that a credential is accepted again after both were refused', async () => {
  for (const restored of [one, two]) {
    const place = aPlace();
    place.refusals.set(one, expired);
    place.refusals.set(two, expired);
    await assert.rejects(place.ask());
    place.refusals.delete(restored);
    assert.equal(await place.ask(), restored.name);
    assert.deepEqual(place.told.slice(2), [`${restored.name} chosen`]);
    assert.equal(place.choice.isRefused(restored), false);
  }
});

for (const [what, error] of [
  ['the registration is public', refusal('client_credential', { error: 'invalid_client', aadsts: 700025 })],
  ['no credential was sent', refusal('client_credential', { error: 'invalid_client', aadsts: 7000218 })],
  ['the application is not in the tenant', refusal('tenant_setup', { error: 'unauthorized_client' })],
  ['the grant is dead', refusal('consent_needed', { error: 'invalid_grant' })],
  ['the answer was lost', refusal('idp_answer_lost', { mayHaveArrived: true })],
  ['the identity provider is out of order', refusal('idp_unavailable', { status: 503 })],
] as const) {
  test(`the other credential is not tried where ${what}`, async () => {
    const place = aPlace();
    place.refusals.set(one, error);
    assert.equal(await errorOf(() => place.ask()), error);
    assert.deepEqual([place.asked, place.told], [['one'], []]);
  });
}

test('another refusal in Entra’s words shows that the other credential was accepted, and trouble shows nothing', async () => {
  for (const [error, serving] of [
    [refusal('tenant_setup', { error: 'invalid_grant' }), 'two'],
    [refusal('idp_unavailable', { error: 'temporarily_unavailable' }), 'one'],
    [refusal('client_credential', { error: 'invalid_client', aadsts: 700025 }), 'one'],
    [refusal('client_credential', { error: 'invalid_client', aadsts: 7000218 }), 'one'],
    [refusal('idp_timeout', { mayHaveArrived: true }), 'one'],
  ] as const) {
    const place = aPlace();
    place.refusals.set(one, expired);
    place.refusals.set(two, error);
    assert.equal(await errorOf(() => place.ask()), error);
    await assert.rejects(place.ask());
    assert.equal(place.asked[2], serving);
  }
});

test('of many requests that are under way when the first credential dies, one tells of it', async () => {
  const place = aPlace();
  const { choice } = place;
  const held = Promise.withResolvers<void>();
  const isLate = (index: number): boolean => index === 9;
  const asked = Array.from({ length: 10 }, (_, index) =>
    choice.prove(async (credential) => {
      await held.promise;
      // One was accepted before, and its answer comes last.
      if (credential === one && !isLate(index)) throw expired;
      for (let turn = 0; isLate(index) && turn < 50; turn++) await Promise.resolve();
      return credential.name;
    }),
  );
  held.resolve();
  assert.deepEqual(await Promise.all(asked), [...Array.from({ length: 9 }, () => 'two'), 'one']);
  assert.deepEqual(place.told, ['one refused 7000222', 'two chosen']);
  assert.deepEqual([await place.ask(), choice.isRefused(one)], ['two', true]);
});

test('a refusal of an only credential is told as it came', async () => {
  const choice = createCredentialChoice({
    clock: aClock(),
    credentials: [one],
    watch: { refused: () => undefined, chosen: () => undefined },
  });
  assert.equal(await errorOf(() => choice.prove(() => Promise.reject(expired))), expired);
  assert.ok(choice.isRefused(one));
});

test('credentials that are put in the place of others are used from the next request on, the first one first', async () => {
  const place = aPlace();
  const three = aCredential('three');
  await place.ask();
  place.choice.replace([three, one]);
  assert.equal(await place.ask(), 'three');
  assert.deepEqual([place.choice.all, place.choice.serving, place.told], [[three, one], three, []]);
});

test('it is known when the first token was given for one since it was taken up; serving alone and other refusals show nothing', async () => {
  const place = aPlace();
  const { choice } = place;
  const acceptedAt = () => [choice.acceptedAt(one), choice.acceptedAt(two)];
  assert.deepEqual([choice.serving, ...acceptedAt()], [one, undefined, undefined]);
  place.refusals.set(one, refusal('step_up_needed', { error: 'invalid_grant', aadsts: 50076 }));
  await assert.rejects(place.ask());
  assert.deepEqual(acceptedAt(), [undefined, undefined]);
  place.refusals.delete(one);
  await place.ask();
  assert.deepEqual(acceptedAt(), [aClock().now(), undefined]);
  choice.replace([one, two]);
  assert.deepEqual(acceptedAt(), [undefined, undefined]);
});

test('each is asked with once, whichever serves, and none is chosen by it', async () => {
  const place = aPlace();
  const { choice } = place;
  place.refusals.set(one, expired);
  await place.ask();
  place.refusals.delete(one);
  place.refusals.set(two, unknownKey);
  choice.replace([two, one]);
  await choice.proveEach(async (credential) => {
    const error = place.refusals.get(credential);
    if (error !== undefined) throw error;
  });
  assert.deepEqual([choice.serving, choice.isRefused(two), choice.isRefused(one)], [two, true, false]);
  assert.deepEqual([choice.acceptedAt(two), choice.acceptedAt(one)], [undefined, aClock().now()]);
});

test('one that was replaced retires until no request is under way with it', async () => {
  const place = aPlace();
  const { promise, resolve } = Promise.withResolvers<void>();
  const asked = place.choice.prove(async ({ name }) => {
    await promise;
    return name;
  });
  place.choice.replace([two]);
  assert.deepEqual(place.choice.retiring, [one]);
  resolve();
  assert.equal(await asked, 'one');
  assert.deepEqual([place.choice.retiring, place.choice.serving], [[], two]);
});

test('nobody is told that one is refused which is not used any more, and it does not serve again', async () => {
  const place = aPlace();
  const { promise, resolve } = Promise.withResolvers<void>();
  const asked = place.choice.prove(async (credential) => {
    if (credential !== one) return credential.name;
    await promise;
    throw expired;
  });
  place.choice.replace([aCredential('three')]);
  resolve();
  assert.equal(await asked, 'two');
  assert.deepEqual([place.choice.serving.name, place.told], ['three', []]);
});

test('where all are refused, the same request is made with one that was found since, and it is told that it serves', async () => {
  const three = aCredential('three');
  const told: string[] = [];
  const choice = createCredentialChoice({
    clock: aClock(),
    credentials: [one],
    watch: {
      refused: ({ name }) => void told.push(`${name} refused`),
      chosen: ({ name }) => void told.push(`${name} chosen`),
    },
    renew: async () => choice.replace([three]),
  });
  const ask = () =>
    choice.prove(async (credential) => {
      if (credential === one) throw unknownKey;
      return credential.name;
    });
  assert.deepEqual([await ask(), await ask()], ['three', 'three']);
  assert.deepEqual(told, ['one refused', 'three chosen']);
});

test('where all are refused and nothing else is found, the refusal is told', async () => {
  const place = aPlace();
  place.refusals.set(one, expired).set(two, unknownKey);
  assert.equal((await errorOf(place.ask)).facts['aadsts'], 7000222);
});
