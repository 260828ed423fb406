import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERY_PERMISSION, createVaultClient, lastPart, refusalOf } from './vault-client.ts';

const DAY_S = 24 * 60 * 60;

test('sets a secret and gets it, with attributes in epoch seconds', async () => {
  const { client, call, set } = await createVaultClient();
  const now = Math.floor(client.sandbox.clock.now() / 1000);
  const exp = now - DAY_S;
  const made = await set('Partner-One', 'the value', {
    contentType: 'text/plain',
    attributes: { exp, nbf: now + DAY_S, created: 1, recoveryLevel: 'Purgeable' },
    tags: { kind: 'refresh-token' },
  });
  assert.equal(made.status, 200);
  const { id, value, contentType, attributes, tags } = made.body;
  assert.match(id, /^https:\/\/example\.vault\.sandbox\.test\/secrets\/Partner-One\/[0-9a-f]{32}$/);
  assert.deepEqual([value, contentType, tags], ['the value', 'text/plain', { kind: 'refresh-token' }]);
  assert.deepEqual(Object.keys(attributes).toSorted(), [
    'created',
    'enabled',
    'exp',
    'nbf',
    'recoverableDays',
    'recoveryLevel',
    'updated',
  ]);
  assert.ok(Number(attributes['created']) - now < 5 && attributes['updated'] === attributes['created']);
  assert.deepEqual(
    [attributes['enabled'], attributes['exp'], attributes['recoveryLevel'], attributes['recoverableDays']],
    [true, exp, 'Recoverable+Purgeable', 90],
  );
  assert.deepEqual((await call('GET', '/secrets/partner-one')).body, made.body);
  assert.deepEqual((await call('GET', '/secrets/PARTNER-ONE/')).body, made.body);
});

test('setting again makes a new version, and the old one stays', async () => {
  const { call, set } = await createVaultClient();
  const old = lastPart((await set('one', 'first')).body.id);
  const fresh = lastPart((await set('one', 'second')).body.id);
  assert.notEqual(fresh, old);
  assert.equal((await call('GET', '/secrets/one')).body.value, 'second');
  assert.equal((await call('GET', `/secrets/one/${old}`)).body.value, 'first');
  assert.equal((await call('GET', `/secrets/one/${old.toUpperCase()}`)).body.value, 'first');
});

test('knows no secret, and no version, that was never set', async () => {
  const { call, set } = await createVaultClient();
  await set('one', 'value');
  for (const path of ['/secrets/two', `/secrets/one/${'0'.repeat(32)}`])
    assert.deepEqual(refusalOf(await call('GET', path)), [404, 'SecretNotFound', undefined]);
});

test('updates everything but the value', async () => {
  const { client, call, set } = await createVaultClient();
  const made = await set('one', 'value', { tags: { a: '1' } });
  const path = `/secrets/one/${lastPart(made.body.id)}`;
  client.sandbox.control.moveClock(60_000);
  const updated = await call('PATCH', path, { value: 'other', contentType: 'x', attributes: { exp: 2 } });
  assert.equal(updated.status, 200);
  assert.deepEqual(
    [updated.body.value, updated.body.contentType, updated.body.tags, updated.body.attributes['exp']],
    [undefined, 'x', { a: '1' }, 2],
  );
  const { created, updated: updatedAt } = updated.body.attributes;
  assert.ok(Number(updatedAt) >= Number(created) + 60);
  assert.equal((await call('GET', path)).body.value, 'value');
});

test('updates the newest version where none is named', async () => {
  const { call, set } = await createVaultClient();
  const old = await set('one', 'first');
  await set('one', 'second');
  assert.equal((await call('PATCH', '/secrets/one/', { contentType: 'x' })).status, 200);
  assert.equal((await call('GET', '/secrets/one')).body.contentType, 'x');
  const { body } = await call('GET', `/secrets/one/${lastPart(old.body.id)}`);
  assert.equal(body.contentType, undefined);
});

test('refuses to get a disabled version, and still gets the others', async () => {
  const { call, set } = await createVaultClient();
  const old = lastPart((await set('one', 'first')).body.id);
  await set('one', 'second');
  await call('PATCH', `/secrets/one/${old}`, { attributes: { enabled: false } });
  const refused = await call('GET', `/secrets/one/${old}`);
  assert.deepEqual(refusalOf(refused), [403, 'Forbidden', 'SecretDisabled']);
  assert.equal((await call('GET', '/secrets/one')).body.value, 'second');
  await call('PATCH', `/secrets/one/${old}`, { attributes: { enabled: true } });
  assert.equal((await call('GET', `/secrets/one/${old}`)).body.value, 'first');
});

test('refuses names, values, tags and content types that are out of bounds', async () => {
  const { call, set } = await createVaultClient();
  const tags = (count: number): object => ({
    tags: Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, ''])),
  });
  const good = [
    set('a'.repeat(127), 'value'),
    set('one', 'x'.repeat(25 * 1024)),
    set('one', 'value', tags(15)),
    set('one', 'value', { contentType: 'x'.repeat(255) }),
    set('one', 'value', { tags: { ['n'.repeat(256)]: 'v'.repeat(256) } }),
  ];
  for (const answer of await Promise.all(good)) assert.equal(answer.status, 200);
  const bad = [
    set('a'.repeat(128), 'value'),
    set('under_score', 'value'),
    set('per%20cent', 'value'),
    set('one', 'x'.repeat(25 * 1024 + 1)),
    set('one', 'ü'.repeat(13 * 1024)),
    set('one', 'value', tags(16)),
    set('one', 'value', { contentType: 'x'.repeat(256) }),
    set('one', 'value', { tags: { ['n'.repeat(257)]: '' } }),
    set('one', 'value', { tags: { name: 'v'.repeat(257) } }),
    set('one', 'value', { attributes: { exp: 'tomorrow' } }),
    call('PUT', '/secrets/one', {}),
    call('PUT', '/secrets/one', '[]'),
    call('GET', '/secrets/one/not-a-version'),
    call('PUT', '/secrets/one/two', { value: 'value' }),
  ];
  for (const answer of await Promise.all(bad))
    assert.deepEqual(refusalOf(answer), [400, 'BadParameter', undefined]);
});

test('a refusal never repeats the value that was sent', async () => {
  const { call } = await createVaultClient();
  for (const body of ['{"value": hunter2-hunter2', '{"value": ["hunter2-hunter2"]}', '"hunter2-hunter2"']) {
    const answer = await call('PUT', '/secrets/one', body);
    assert.equal(answer.status, 400);
    assert.doesNotMatch(JSON.stringify(answer.body), /hunter2/);
  }
});

test('lists secrets without values, page by page on its own origin', async () => {
  const { client, call, set, listAll } = await createVaultClient({ permissions: EVERY_PERMISSION });
  const names = Array.from({ length: 27 }, (_, index) => `name-${String(index).padStart(2, '0')}`);
  for (const name of names.toReversed()) await set(name, 'value', { contentType: 'x' });
  const { vault } = client.sandbox.origins;
  const ids = names.map((name) => `${vault}/secrets/${name}`);
  assert.deepEqual(await listAll('/secrets?api-version=7.4'), { pages: 2, ids });
  assert.deepEqual(await listAll('/secrets?api-version=7.4&maxresults=9'), { pages: 3, ids });
  const { body } = await call('GET', '/secrets?api-version=7.4&maxresults=1');
  const text = JSON.stringify(body);
  assert.ok(text.includes(`"nextLink":"${vault}/secrets?api-version=7.4&maxresults=1&$skiptoken=`));
  assert.match(text, /^\{"value":\[\{"id":"[^"]+","contentType":"x","attributes":\{"enabled":true,/);
  for (const query of ['maxresults=0', 'maxresults=26', 'maxresults=x', '$skiptoken=nonsense']) {
    const refused = await call('GET', `/secrets?api-version=7.4&${query}`);
    assert.deepEqual(refusalOf(refused), [400, 'BadParameter', undefined], query);
  }
});

test('lists every version of a secret, disabled ones too', async () => {
  const { set, listAll, call } = await createVaultClient({ permissions: EVERY_PERMISSION });
  const ids: string[] = [];
  for (const value of ['1', '2', '3', '4', '5']) ids.push((await set('one', value)).body.id);
  await call('PATCH', `/secrets/one/${lastPart(ids[0] ?? '')}`, { attributes: { enabled: false } });
  const listed = await listAll('/secrets/one/versions?api-version=7.4&maxresults=2');
  assert.deepEqual([listed.pages, listed.ids.toSorted()], [3, ids.toSorted()]);
  assert.equal((await call('GET', '/secrets/two/versions')).status, 404);
});

test('a deleted secret is gone from get and list, keeps its name, and can be recovered', async () => {
  const { client, call, set, listAll } = await createVaultClient({ permissions: EVERY_PERMISSION });
  const { vault } = client.sandbox.origins;
  const { id } = (await set('one', 'first')).body;
  const deleted = await call('DELETE', '/secrets/one');
  assert.equal(deleted.status, 200);
  const { recoveryId, deletedDate, scheduledPurgeDate, value } = deleted.body;
  assert.deepEqual(
    [deleted.body.id, value, recoveryId, scheduledPurgeDate - deletedDate],
    [id, undefined, `${vault}/deletedsecrets/one`, 90 * DAY_S],
  );
  assert.equal((await call('GET', '/secrets/one')).status, 404);
  assert.equal((await call('DELETE', '/secrets/one')).status, 404);
  assert.deepEqual(refusalOf(await set('ONE', 'second')), [409, 'Conflict', 'ObjectIsDeletedButRecoverable']);
  assert.deepEqual((await listAll('/secrets?api-version=7.4')).ids, []);
  assert.deepEqual((await listAll('/deletedsecrets?api-version=7.4')).ids, [`${vault}/secrets/one`]);
  assert.deepEqual((await call('GET', '/deletedsecrets/one')).body, deleted.body);
  const recovered = await call('POST', '/deletedsecrets/one/recover');
  assert.deepEqual([recovered.status, recovered.body.id, recovered.body.recoveryId], [200, id, undefined]);
  assert.equal((await call('GET', '/secrets/one')).body.value, 'first');
  assert.equal((await call('GET', '/deletedsecrets/one')).status, 404);
});

test('a purged secret frees its name, and its time being over purges it as well', async () => {
  const { client, vault, call, set } = await createVaultClient({ permissions: EVERY_PERMISSION });
  vault.softDeleteDays = 7;
  await set('one', 'first');
  assert.equal((await call('DELETE', '/deletedsecrets/one')).status, 404);
  await call('DELETE', '/secrets/one');
  assert.equal((await call('DELETE', '/deletedsecrets/one')).status, 204);
  assert.equal((await call('POST', '/deletedsecrets/one/recover')).status, 404);
  const again = await set('one', 'second');
  assert.equal(again.body.attributes['recoveryLevel'], 'CustomizedRecoverable+Purgeable');
  await call('DELETE', '/secrets/one');
  client.sandbox.control.moveClock(7 * DAY_S * 1000);
  const fields = { grant_type: 'client_credentials', scope: 'https://vault.azure.net/.default' };
  const { body } = await client.token(fields, vault.tenantId);
  const late = await call('PUT', '/secrets/one', { value: 'third' }, body['access_token']);
  assert.equal(late.status, 200);
});

test('a deletion takes as long as the world says, and is neither found, purged nor recovered before', async () => {
  const { client, vault, call, set, listAll } = await createVaultClient({ permissions: EVERY_PERMISSION });
  vault.deletionMs = 5_000;
  const { id } = (await set('one', 'value')).body;
  const deleted = await call('DELETE', '/secrets/one');
  assert.deepEqual([deleted.status, deleted.body.id], [200, id]);
  const underWay = [409, 'Conflict', 'ObjectIsBeingDeleted'];
  assert.equal((await call('GET', '/secrets/one')).status, 404);
  assert.equal((await call('GET', '/deletedsecrets/one')).status, 404);
  assert.deepEqual((await listAll('/deletedsecrets?api-version=7.4')).ids, []);
  assert.deepEqual(refusalOf(await call('DELETE', '/deletedsecrets/one')), underWay);
  assert.deepEqual(refusalOf(await call('POST', '/deletedsecrets/one/recover')), underWay);
  assert.deepEqual(refusalOf(await call('DELETE', '/secrets/one')), underWay);
  assert.deepEqual(refusalOf(await set('one', 'another')), underWay);
  client.sandbox.control.moveClock(5_000);
  assert.deepEqual((await call('GET', '/deletedsecrets/one')).body, deleted.body);
  assert.equal((await call('DELETE', '/secrets/one')).status, 404);
  assert.equal((await call('DELETE', '/deletedsecrets/one')).status, 204);
});

test('refuses to purge under purge protection', async () => {
  const { vault, call, set } = await createVaultClient({ permissions: EVERY_PERMISSION });
  vault.purgeProtection = true;
  const { attributes } = (await set('one', 'value')).body;
  assert.equal(attributes['recoveryLevel'], 'Recoverable');
  await call('DELETE', '/secrets/one');
  assert.deepEqual(refusalOf(await call('DELETE', '/deletedsecrets/one')), [403, 'Forbidden', undefined]);
  assert.equal((await call('POST', '/deletedsecrets/one/recover')).status, 200);
});

test('a backup brings every version back, once the name is free', async () => {
  const { call, set } = await createVaultClient({ permissions: EVERY_PERMISSION });
  const first = lastPart((await set('one', 'first')).body.id);
  await set('one', 'second');
  const { body } = await call('POST', '/secrets/one/backup');
  assert.match(body.value, /^[\w-]+$/);
  assert.deepEqual(refusalOf(await call('POST', '/secrets/restore', body)), [409, 'Conflict', undefined]);
  await call('DELETE', '/secrets/one');
  assert.deepEqual(refusalOf(await call('POST', '/secrets/restore', body)), [
    409,
    'Conflict',
    'ObjectIsDeletedButRecoverable',
  ]);
  await call('DELETE', '/deletedsecrets/one');
  assert.equal((await call('POST', '/secrets/restore', body)).status, 200);
  assert.equal((await call('GET', '/secrets/one')).body.value, 'second');
  assert.equal((await call('GET', `/secrets/one/${first}`)).body.value, 'first');
  assert.equal((await call('POST', '/secrets/restore', { value: 'nonsense' })).status, 400);
});
