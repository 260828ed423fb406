import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultRule } from '@consentry/sandbox';
import { type ErrorCode, isConsentryError } from '../src/errors.ts';
import { Secret } from '../src/secret.ts';
import type { SecretRef } from '../src/vault/vault.ts';
import { aGrantId } from './a-grant.ts';
import { aKeyVault, fetchFrom, type TestKeyVault, vaultTenant } from './a-key-vault.ts';
import { errorOf, partner } from './builders.ts';

const first = { grant: aGrantId(), version: 1 };
const second = { grant: aGrantId(), version: 2 };

/** The name of a secret, as an operator would type it. */
function nameIn(ref: SecretRef): string {
  return ref.slice('kv:'.length, ref.indexOf('/'));
}

function pathOf(ref: SecretRef): string {
  return `/secrets/${ref.slice('kv:'.length)}`;
}

const play = ({ sandbox }: TestKeyVault, rule: Omit<FaultRule, 'service'>) =>
  sandbox.control.playFault({ service: 'vault', ...rule });

/** What somebody did to the secret, and what a reader then hears. */
test('tells a secret that was deleted from one that never was, and how to get it back', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  await place.byHand('DELETE', `/secrets/${nameIn(ref)}`);
  const error = await errorOf(() => place.vault.get(ref, first));
  assert.equal(error.code, 'secret_deleted');
  assert.match(
    error.remedy,
    new RegExp(`az keyvault secret recover --vault-name example --name ${nameIn(ref)}`),
  );
  assert.match(String(error.facts['recoverableUntil']), /^\d{4}-\d\d-\d\dT/);
  await place.byHand('POST', `/deletedsecrets/${nameIn(ref)}/recover`);
  assert.equal((await place.vault.get(ref, first)).reveal(), 'refresh');
});

test('says secret_missing of a secret that was purged', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  await place.byHand('DELETE', `/secrets/${nameIn(ref)}`);
  await place.byHand('DELETE', `/deletedsecrets/${nameIn(ref)}`);
  await assert.rejects(place.vault.get(ref, first), { code: 'secret_missing' });
});

test('recovers nothing by itself when the next refresh token meets a deleted secret', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  await place.byHand('DELETE', `/secrets/${nameIn(ref)}`);
  await assert.rejects(place.vault.put(second, Secret.of('next')), { code: 'secret_deleted' });
  assert.equal((await place.byHand('GET', `/deletedsecrets/${nameIn(ref)}`)).status, 200);
});

test('tells a secret that was disabled by hand from one that was removed, and how to enable it', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  await place.byHand('PATCH', pathOf(ref), { attributes: { enabled: false } });
  const error = await errorOf(() => place.vault.get(ref, first));
  assert.equal(error.code, 'secret_disabled');
  assert.match(error.remedy, /az keyvault secret set-attributes .* --enabled true/);
  await place.byHand('PATCH', pathOf(ref), { attributes: { enabled: true } });
  assert.equal((await place.vault.get(ref, first)).reveal(), 'refresh');
});

test('takes no secret whose tags were changed to those of another grant', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  await place.byHand('PATCH', pathOf(ref), { tags: { grant: aGrantId('B'), version: '1' } });
  await assert.rejects(place.vault.get(ref, first), { code: 'secret_unreadable' });
});

/** Answers of the vault in place of what was asked for. */
const refusals: readonly (readonly [string, FaultRule['fault'], ErrorCode, string | undefined])[] = [
  ['401 with no challenge', { kind: 'answer', status: 401 }, 'vault_denied', 'challenge'],
  ['403 of a policy', forbidden('ForbiddenByPolicy'), 'vault_denied', 'policy'],
  ['403 of a role', forbidden('ForbiddenByRbac'), 'vault_denied', 'rbac'],
  ['403 of the firewall', forbidden('ForbiddenByFirewall'), 'vault_denied', 'firewall'],
  ['403 without a body', { kind: 'answer', status: 403 }, 'vault_denied', 'forbidden'],
  [
    '400',
    { kind: 'answer', status: 400, body: '{"error":{"code":"BadParameter"}}' },
    'vault_denied',
    'request',
  ],
  ['404 of a proxy', { kind: 'answer', status: 404, body: 'not here' }, 'vault_denied', 'request'],
  ['500', { kind: 'answer', status: 500 }, 'vault_unavailable', undefined],
  ['503 in HTML', { kind: 'answer', status: 503, body: '<h1>' }, 'vault_unavailable', undefined],
  ['a vault that is not there', notFound('VaultNotFound'), 'vault_unavailable', 'vault_not_found'],
  ['no answer', { kind: 'hang' }, 'vault_unavailable', undefined],
  ['a lost answer', { kind: 'reset-after' }, 'vault_unavailable', undefined],
  ['a broken answer', { kind: 'truncated' }, 'vault_unavailable', undefined],
  ['garbage', { kind: 'garbage' }, 'vault_bad_response', 'body'],
  ['a page with 200', { kind: 'html-page' }, 'vault_bad_response', 'body'],
  ['a huge answer', { kind: 'oversized', bytes: 2_000_000 }, 'vault_bad_response', undefined],
  ['a redirect', { kind: 'redirect', location: 'https://elsewhere.test/' }, 'vault_bad_response', 'status'],
];

for (const [what, fault, code, reason] of refusals) {
  test(`answers ${code} to ${what}, holds nobody for dead, and loses nothing`, async (t) => {
    const place = await aKeyVault(t);
    const ref = await place.vault.put(first, Secret.of('canary-refresh'));
    const unnamed = await place.vault.put({ ...first, grant: aGrantId('B') }, Secret.of('unnamed'));
    const ordered = play(place, { times: 'always', fault });
    if (fault.kind === 'hang') place.patience.ms = 50;
    for (const act of [
      () => place.vault.get(ref, first),
      () => place.vault.put(second, Secret.of('canary-next')),
    ]) {
      const error = await errorOf(act);
      assert.equal(error.code, code);
      if (reason !== undefined) assert.equal(error.facts['reason'], reason);
      assert.notEqual(error.entry.failureClass, 'consent');
      assert.ok(!JSON.stringify([error.message, error.remedy, error.facts]).includes('canary'));
      assert.equal(error.cause, undefined);
    }
    await assert.rejects(place.vault.remove(unnamed), { code: 'vault_unavailable' });
    ordered.remove();
    place.patience.ms = 30_000;
    assert.equal((await place.vault.get(ref, first)).reveal(), 'canary-refresh');
    assert.equal(place.sent.filter(({ url }) => new URL(url).host.startsWith('elsewhere')).length, 0);
  });
}

test('refuses a secret of more than 25 KB before anything is sent', async (t) => {
  const place = await aKeyVault(t);
  const large = Secret.of('é'.repeat(13 * 1024));
  await assert.rejects(place.vault.put(first, large), { code: 'secret_too_large' });
  assert.deepEqual(place.sent, []);
});

// A write whose answer was lost (F-57)
for (const kind of ['reset-after', 'truncated', 'garbage'] as const) {
  test(`makes no second version when the answer to a write is lost after it was done: ${kind}`, async (t) => {
    const place = await aKeyVault(t);
    await place.vault.probe();
    const fault = kind === 'garbage' ? ({ kind: 'reset-after' } as const) : { kind };
    play(place, { method: 'PUT', fault });
    const ref = await place.vault.put(first, Secret.of('refresh'));
    assert.equal((await place.vault.get(ref, first)).reveal(), 'refresh');
    assert.equal(place.sandbox.ledger.vaultCalls().filter(({ operation }) => operation === 'set').length, 1);
  });
}

for (const fault of [{ kind: 'reset' }, { kind: 'garbage' }, { kind: 'answer', status: 502 }] as const) {
  test(`writes once more when a write was not done: ${fault.kind}`, async (t) => {
    const place = await aKeyVault(t);
    await place.vault.probe();
    play(place, { method: 'PUT', fault });
    const ref = await place.vault.put(first, Secret.of('refresh'));
    assert.equal((await place.vault.get(ref, first)).reveal(), 'refresh');
  });
}

test('does not write a third time', async (t) => {
  const place = await aKeyVault(t);
  await place.vault.probe();
  const ordered = play(place, { method: 'PUT', times: 'always', fault: { kind: 'reset' } });
  await assert.rejects(place.vault.put(first, Secret.of('refresh')), { code: 'vault_unavailable' });
  assert.equal(ordered.played(), 2);
});

test('takes no version of another writer for its own, though value, grant and version are the same', async (t) => {
  const place = await aKeyVault(t);
  const theirs = await place.vault.put(first, Secret.of('refresh'));
  play(place, { method: 'PUT', fault: { kind: 'reset' } });
  const mine = await place.vault.put(first, Secret.of('refresh'));
  assert.notEqual(mine, theirs);
});

test('names no version that cannot be read back, and disables it', async (t) => {
  const place = await aKeyVault(t);
  await place.vault.probe();
  play(place, { method: 'GET', times: 2, fault: { kind: 'answer', status: 503 } });
  await assert.rejects(place.vault.put(first, Secret.of('refresh')), { code: 'vault_unavailable' });
  const { version, secretName } =
    place.sandbox.ledger.vaultCalls().find(({ operation }) => operation === 'set') ?? {};
  assert.equal((await place.byHand('GET', `/secrets/${secretName}/${version}`)).status, 403);
});

test('reads back once more when the answer to that was lost', async (t) => {
  const place = await aKeyVault(t);
  await place.vault.probe();
  play(place, { method: 'GET', fault: { kind: 'reset' } });
  const ref = await place.vault.put(first, Secret.of('refresh'));
  assert.equal((await place.vault.get(ref, first)).reveal(), 'refresh');
});

test('names no version whose value came back changed', async (t) => {
  const place = await aKeyVault(t);
  const fetch = fetchFrom(place.sandbox);
  const vault = await place.another({
    fetch: async (request) => {
      const answer = await fetch(request);
      if (request.method !== 'GET' || answer.status !== 200) return answer;
      const changed = new TextDecoder().decode(answer.body).replace('"refresh"', '"refresi"');
      return { ...answer, body: new TextEncoder().encode(changed) };
    },
  });
  const error = await errorOf(() => vault.put(first, Secret.of('refresh')));
  assert.deepEqual([error.code, error.facts['reason']], ['vault_bad_response', 'read_back']);
});

// Throttling (F-59)
test('sends once more what was throttled for a short time, and only after it', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  const before = place.sandbox.clock.now();
  play(place, { fault: { kind: 'answer', status: 429, headers: { 'retry-after': '2' } } });
  assert.equal((await place.vault.get(ref, first)).reveal(), 'refresh');
  assert.ok(place.sandbox.clock.now() >= before + 2_000);
});

test('says how long to wait when the vault rests for longer than a reader waits, and asks it nothing meanwhile', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  play(place, { fault: { kind: 'answer', status: 429, headers: { 'retry-after': '30' } } });
  const error = await errorOf(() => place.vault.get(ref, first));
  assert.deepEqual([error.code, error.retryAfterMs], ['vault_throttled', 30_000]);
  const sent = place.sent.length;
  await assert.rejects(place.vault.get(ref, first), { code: 'vault_throttled' });
  assert.equal(place.sent.length, sent);
  place.sandbox.control.moveClock(30_000);
  assert.equal((await place.vault.get(ref, first)).reveal(), 'refresh');
});

test('rests twice as long each time when the vault does not say how long', async (t) => {
  const place = await aKeyVault(t);
  const ref = await place.vault.put(first, Secret.of('refresh'));
  play(place, { times: 2, fault: { kind: 'answer', status: 429 } });
  const error = await errorOf(() => place.vault.get(ref, first));
  assert.deepEqual([error.code, error.retryAfterMs], ['vault_throttled', 2_000]);
});

// The identity and the challenge
test('says that the identity gets no token, and never that consent is needed', async (t) => {
  const place = await aKeyVault(t, { secret: 'wrong-secret' });
  const error = await errorOf(() => place.vault.put(first, Secret.of('refresh')));
  assert.deepEqual(
    [error.code, error.facts['reason'], error.facts['aadsts']],
    ['vault_denied', 'credential', 7000215],
  );
});

for (const code of [50076, 50173, 70008, 53003] as const) {
  test(`makes no dead grant of AADSTS${code} for the identity of the vault`, async (t) => {
    const place = await aKeyVault(t);
    place.sandbox.control.playFault({ service: 'login', times: 'always', fault: { kind: 'aadsts', code } });
    const error = await errorOf(() => place.vault.put(first, Secret.of('refresh')));
    assert.ok(
      isConsentryError(error, 'vault_denied') || isConsentryError(error, 'vault_unavailable'),
      error.code,
    );
    assert.ok(['ours', 'retry'].includes(error.entry.failureClass));
  });
}

for (const [what, challenge] of [
  ['another tenant', `Bearer authorization="LOGIN/${partner}", resource="RESOURCE"`],
  ['another host', `Bearer authorization="https://login.evil.test/${vaultTenant}", resource="RESOURCE"`],
  ['another resource', `Bearer authorization="LOGIN/${vaultTenant}", resource="https://graph.microsoft.com"`],
  ['nothing', 'Bearer'],
] as const) {
  test(`sends no credential when the vault asks for tokens from ${what}`, async (t) => {
    const place = await aKeyVault(t);
    const { login, vault } = place.sandbox.origins;
    const resource = `https://${new URL(vault).hostname.replace(/^[^.]+\./, '')}`;
    const header = challenge.replace('LOGIN', login).replace('RESOURCE', resource);
    play(place, {
      times: 'always',
      fault: { kind: 'answer', status: 401, headers: { 'www-authenticate': header } },
    });
    const error = await errorOf(() => place.vault.put(first, Secret.of('refresh')));
    assert.deepEqual([error.code, error.facts['reason']], ['vault_denied', 'challenge']);
    assert.equal(place.sandbox.ledger.tokenRequests().length, 0);
    assert.equal(place.sent.length, 1);
  });
}

// The world's own refusals
test('says that the identity has no access policy, and which permission is missing is for the operator to see', async (t) => {
  const place = await aKeyVault(t);
  place.record.access.length = 0;
  const error = await errorOf(() => place.vault.probe());
  assert.equal(error.code, 'vault_denied');
});

for (const permission of ['get', 'set'] as const) {
  test(`the probe finds that ${permission} is missing, and leaves nothing behind`, async (t) => {
    const place = await aKeyVault(t);
    const [own] = place.record.access;
    assert.ok(own);
    own.permissions = own.permissions.filter((one) => one !== permission);
    await assert.rejects(place.vault.probe(), { code: 'vault_denied' });
    assert.equal(place.sandbox.ledger.vaultCalls().filter(({ operation }) => operation === 'set').length, 0);
  });
}

test('the probe says that the firewall is closed', async (t) => {
  const place = await aKeyVault(t);
  place.record.firewall = 'closed';
  const error = await errorOf(() => place.vault.probe());
  assert.deepEqual([error.code, error.facts['reason']], ['vault_denied', 'firewall']);
});

function forbidden(inner: string): FaultRule['fault'] {
  return refusal(403, { code: 'Forbidden', innererror: { code: inner } });
}

function notFound(code: string): FaultRule['fault'] {
  return refusal(404, { code });
}

function refusal(status: number, error: object): FaultRule['fault'] {
  return { kind: 'answer', status, body: JSON.stringify({ error }) };
}
