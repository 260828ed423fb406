import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { test } from 'node:test';
import { listKeyBlocks, readTenantId } from '@consentry/core';
import { generateWorld } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { customerA } from '../../server/test/a-broker.ts';
import { graph } from '../../server/test/in-trouble.ts';
import { aRotationPlace, certificatesOf, type Reach } from './a-rotation.ts';

test('a new certificate serves in the place of the old one, and the old one is nowhere any more', async () => {
  await using place = await aRotationPlace();
  const [old] = place.registered();
  const { state, oldThumbprint, newThumbprint } = await place.run();
  assert.deepEqual([state, oldThumbprint], ['finished', old]);
  assert.deepEqual(place.registered(), [newThumbprint]);
  assert.deepEqual(await place.inFile(), [newThumbprint]);
  assert.deepEqual(await place.states(), [`${newThumbprint} serving`]);
  await place.redeem();
  await place.restart();
  await place.redeem();
  assert.deepEqual([place.refusals(), await place.leftovers()], [0, []]);
  const { folder } = place;
  assert.equal(listKeyBlocks(await folder.read(folder.privateKeyFile)).length, 1);
  assert.equal((await stat(folder.privateKeyFile)).mode & 0o777, 0o600);
});

test('rotation under load: not one redemption fails, and Microsoft refuses none', async () => {
  let partnerOfLoad = '';
  await using place = await aRotationPlace({
    world(world) {
      const large = generateWorld({ seed: 'load', partners: 1, customers: 600, usersPerCustomer: 1 });
      world.tenants.push(...large.tenants);
      world.users.push(...large.users);
      world.relationships.push(...large.relationships);
      world.consents.push(...large.consents);
      world.servicePrincipals.push(...large.servicePrincipals);
      partnerOfLoad = large.tenants.find(({ kind }) => kind === 'partner')?.id ?? '';
    },
  });
  const { t } = place;
  const partner = readTenantId(partnerOfLoad);
  assert.equal((await t.connect(await t.invite({ partner }), t.user('service', partner))).status, 200);
  const caller = await t.aCaller({ partners: [partner] });
  const customers = t.sandbox.world.relationships
    .filter(({ partnerTenantId }) => partnerTenantId === partner)
    .map(({ customerTenantId }) => readTenantId(customerTenantId));
  t.sandbox.ledger.clear();

  const load = {
    isOn: true,
    redeemed: 0,
    failures: [] as unknown[],
    during: new Set<string>(),
    step: 'before',
  };
  const ask = async (): Promise<void> => {
    while (load.isOn) {
      const customer = customers.pop();
      assert.ok(customer, 'the load ended before the rotation');
      await caller.call('acquireToken', { body: { partner, customer, resource: 'graph' } });
      load.redeemed += 1;
      load.during.add(load.step);
    }
  };
  const asking = Promise.all(
    Array.from({ length: 3 }, () =>
      ask().catch((error: unknown) => {
        load.isOn = false;
        load.failures.push(error);
      }),
    ),
  );
  // Each step sees redemptions: the next one waits for some.
  const breathe = async (): Promise<void> => {
    const before = load.redeemed;
    while (load.isOn && load.redeemed < before + 3) await new Promise((resolve) => setImmediate(resolve));
  };
  const { newThumbprint } = await place.run({
    noted: (text) => void (load.step = text),
    waited: breathe,
    through: (reach) => ({
      ...reach,
      askBroker: async () => {
        await breathe();
        return reach.askBroker();
      },
    }),
  });
  load.step = 'after';
  await breathe();
  load.isOn = false;
  await asking;

  assert.deepEqual(load.failures, []);
  assert.equal(place.refusals(), 0);
  assert.deepEqual(place.registered(), [newThumbprint]);
  assert.ok(load.during.size >= 5, `redemptions were seen in ${[...load.during].join(', ')}`);
  const { items } = await t.operator.call('listGrants', {});
  assert.deepEqual(new Set(items.map(({ state }) => state)), new Set(['healthy']));
  assert.equal(t.logged.filter((line) => line.includes('not accepted any more')).length, 0);
});

/** The process is gone: nothing that it does reaches anything. */
class Killed extends Error {}

/** @returns the reach, and how much of it was used; after the `last` use of it the process is killed */
function killingAfter(last: number) {
  let used = 0;
  const once =
    <Args extends readonly unknown[], T>(act: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (used >= last) throw new Killed();
      const result = await act(...args);
      used += 1;
      if (used >= last) throw new Killed();
      return result;
    };
  return {
    used: () => used,
    through: ({ files, fetch, askBroker, proveBroker }: Reach): Reach => ({
      files: { ...files, write: once(files.write), remove: once(files.remove) },
      fetch: once(fetch),
      askBroker: once(askBroker),
      proveBroker: once(proveBroker),
    }),
  };
}

test('whatever the process is killed after, the broker works, started anew or not, and another run finishes the rotation', async () => {
  await using place = await aRotationPlace();
  let isOver = false;
  for (let last = 1; !isOver; last++) {
    const [old] = place.registered();
    const killed = killingAfter(last);
    const outcome = await place.run(killed).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    isOver = outcome !== undefined;
    assert.ok(killed.used() === last || isOver);
    await place.redeem();
    await place.restart();
    await place.redeem();
    if (!isOver && (await place.leftovers()).includes(`${place.folder.privateKeyFile}.rotation`)) {
      const finished = await place.run();
      assert.equal(finished.oldThumbprint, old, `after ${last}`);
    }
    await place.redeem();
    assert.equal(place.refusals(), 0, `after ${last}`);
    const registered = place.registered();
    assert.deepEqual(await place.inFile(), registered, `after ${last}`);
    assert.ok(registered.length === 1, `after ${last}`);
    assert.ok(last < 100);
    if (isOver) assert.ok(last > 25, 'a rotation reaches for the world so often');
  }
});

test('waits until Microsoft accepts the new certificate, while the broker goes on with the old one', async () => {
  await using place = await aRotationPlace();
  const { t } = place;
  const [old] = place.registered();
  let unspread: string | undefined;
  let waits = 0;
  const seen: string[][] = [];
  const { newThumbprint } = await place.run({
    noted(text) {
      if (text.startsWith('Waiting until Microsoft')) unspread = certificatesOf(t).pop();
    },
    async waited() {
      waits += 1;
      if (unspread === undefined) return;
      seen.push(await place.inFile());
      if (waits < 5) return;
      certificatesOf(t).push(unspread);
      unspread = undefined;
    },
  });
  assert.deepEqual(
    seen,
    Array.from({ length: 5 }, () => [old]),
  );
  assert.deepEqual(place.registered(), [newThumbprint]);
});

test('an application that may not read its registration is told what to name, and rolls its certificate without a permission', async () => {
  await using place = await aRotationPlace({ roles: [] });
  const { t } = place;
  await assert.rejects(place.run(), { code: 'usage', message: /object id/ });
  const wishes = { objectId: await place.objectId(), oldKeyId: await place.keyId() };
  const [old] = place.registered();
  const withoutKey = place.run({ wishes: { objectId: wishes.objectId } });
  await assert.rejects(withoutKey, { code: 'usage', message: /which key/ });
  assert.equal(place.registered()[0], old);
  const { newThumbprint } = await place.run({ wishes });
  assert.deepEqual(place.registered(), [newThumbprint]);
  assert.equal(t.sandbox.ledger.tokenRequests(({ outcome }) => outcome.result === 'refused').length, 0);
});

test('a process that is killed between the upload and its journal finds the certificate there, also where it may not look', async () => {
  await using place = await aRotationPlace({ roles: [] });
  const wishes = { objectId: await place.objectId(), oldKeyId: await place.keyId() };
  const fail = place.run({
    wishes,
    through: (reach) => ({
      ...reach,
      async fetch(request) {
        const answer = await reach.fetch(request);
        if (request.url.endsWith('/addKey')) throw new Killed();
        return answer;
      },
    }),
  });
  await assert.rejects(fail, Killed);
  assert.equal(place.registered().length, 2);
  const { newThumbprint } = await place.run({ wishes });
  assert.deepEqual(place.registered(), [newThumbprint]);
});

test('a person may do what Graph does not let the application do', async () => {
  await using place = await aRotationPlace({ roles: [] });
  const { t, folder } = place;
  await assert.rejects(place.run(), (error: Error & { remedy?: string }) => {
    assert.match(error.remedy ?? '', /app\.pem\.next\.pem .* by hand/);
    return true;
  });
  certificatesOf(t).push(await folder.read(`${folder.certificateFile}.next.pem`));
  const wishes = { isUploaded: true };
  await assert.rejects(place.run({ wishes }), (error: Error & { remedy?: string }) => {
    assert.match(error.remedy ?? '', /--removed/);
    return true;
  });
  await place.redeem();
  certificatesOf(t).shift();
  const { newThumbprint } = await place.run({ wishes: { ...wishes, isRemoved: true } });
  assert.deepEqual([place.registered(), await place.leftovers()], [[newThumbprint], []]);
  await place.redeem();
  assert.equal(place.refusals(), 0);
});

test('a Graph that is out of order at any call is met by another run', async () => {
  await using place = await aRotationPlace();
  for (const action of ['$select=', '/addKey', '/removeKey']) {
    let failed = false;
    const run = place.run({
      through: (reach) => ({
        ...reach,
        async fetch(request) {
          if (!request.url.includes(action)) return reach.fetch(request);
          failed = true;
          return { status: 503, headers: {}, body: new Uint8Array() };
        },
      }),
    });
    await assert.rejects(run, { code: 'api_unavailable' });
    assert.ok(failed);
    await place.redeem();
  }
  const { state } = await place.run();
  assert.equal(state, 'finished');
  assert.equal(place.registered().length, 1);
});

test('the old certificate stays as long as the broker does not use the new one', async () => {
  await using place = await aRotationPlace();
  const { t } = place;
  const [old] = place.registered();
  const deaf = place.run({
    through: (reach) => ({ ...reach, askBroker: async () => ({ ...(await before) }) }),
  });
  const before = t.operator.call('listCredentials', {});
  await assert.rejects(deaf, { code: 'credential_not_taken', message: /taken back/ });
  assert.deepEqual([place.registered(), await place.inFile()], [[old], [old]]);
  assert.equal((await place.run()).state, 'finished');
});

test('the old certificate stays as long as a request is under way with it', async () => {
  await using place = await aRotationPlace();
  const { t, trouble } = place;
  const [old] = place.registered();
  let asked: Promise<unknown> | undefined;
  let held: ReturnType<typeof t.sandbox.control.holdTokenEndpoint> | undefined;
  let patience = 10;
  await place.run({
    noted(text) {
      if (!text.startsWith('Writing it into')) return;
      trouble.later();
      held = t.sandbox.control.holdTokenEndpoint();
      asked = trouble.caller.call('acquireToken', { body: graph });
    },
    async waited() {
      if (held === undefined) return;
      while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
      held.letOthersPass();
      patience -= 1;
      if (patience > 0) return;
      assert.ok((await place.states()).includes(`${old} retiring`));
      assert.equal(place.registered()[0], old);
      held.release();
      held = undefined;
      await asked;
    },
  });
  assert.ok(asked);
  assert.deepEqual([patience, place.refusals(), place.registered().length], [0, 0, 1]);
});

test('a broker that nobody asks for anything shows that the new certificate is accepted before the old one goes', async () => {
  await using place = await aRotationPlace();
  const { t } = place;
  let acceptedAt: string | undefined;
  await place.run({
    async waited() {
      if ((await place.inFile()).length < 2) return;
      const [{ acceptedAt: said } = {}] = (await t.operator.call('listCredentials', {})).items;
      acceptedAt ??= said;
    },
  });
  assert.ok(acceptedAt);
  const ofBroker = t.sandbox.ledger.tokenRequests({ grantType: 'client_credentials' });
  assert.ok(ofBroker.every(({ outcome }) => outcome.result === 'issued'));
});

/** Each redemption of these tests comes two hours after the one before. */
const settleMs = 5 * 60 * 60 * 1000;

test('a tenant that does not know the new certificate yet is served by the old one, which stays until it does', async () => {
  await using place = await aRotationPlace();
  const { t, trouble } = place;
  const [old] = place.registered();
  let unknown: ReturnType<typeof trouble.play> | undefined;
  let played = 0;
  let asked = 0;
  const { newThumbprint } = await place.run({
    wishes: { settleMs },
    noted(text) {
      if (!text.startsWith('Writing it into')) return;
      const certificate = new X509Certificate(certificatesOf(t).at(-1) ?? '').fingerprint256.replaceAll(
        ':',
        '',
      );
      unknown = trouble.play({ kind: 'aadsts', code: 700027 }, { tenant: customerA, certificate });
    },
    async waited() {
      if (unknown === undefined) return;
      asked += 1;
      await t.broker.credentials.look();
      await place.redeem();
      assert.deepEqual([place.registered()[0], (await place.inFile()).includes(old ?? '')], [old, true]);
      if (asked < 4) return;
      played = unknown.played();
      unknown.remove();
      unknown = undefined;
    },
  });
  assert.ok(played > 0, 'the tenant never refused the new one');
  await place.redeem();
  assert.deepEqual([place.registered(), await place.inFile()], [[newThumbprint], [newThumbprint]]);
  const { items } = await t.operator.call('listGrants', {});
  assert.deepEqual(
    items.map(({ state }) => state),
    ['healthy'],
  );
});

test('the old certificate stays as long as a tenant goes on refusing the new one', async () => {
  await using place = await aRotationPlace();
  const { t, trouble } = place;
  const [old] = place.registered();
  let certificate: string | undefined;
  const run = place.run({
    wishes: { settleMs },
    noted(text) {
      if (!text.startsWith('Letting it settle')) return;
      certificate = new X509Certificate(certificatesOf(t).at(-1) ?? '').fingerprint256.replaceAll(':', '');
      trouble.play({ kind: 'aadsts', code: 700027 }, { tenant: customerA, certificate });
    },
    async waited() {
      if (certificate === undefined) return;
      await t.broker.credentials.look();
      await place.redeem();
    },
  });
  await assert.rejects(run, { code: 'credential_not_taken', message: /A tenant/ });
  await place.redeem();
  assert.deepEqual([place.registered()[0], (await place.inFile()).length], [old, 2]);
});

test('where several brokers share a database, the old one is removed when somebody says that none uses it', async () => {
  await using place = await aRotationPlace();
  const [old = ''] = place.registered();
  const wishes = { hasReplicas: true };
  for (let run = 0; run < 2; run++) {
    const { state, newThumbprint } = await place.run({ wishes });
    assert.equal(state, 'waits');
    assert.deepEqual(place.registered(), [old, newThumbprint]);
    assert.deepEqual(await place.states(), [`${newThumbprint} serving`, `${old} ready`]);
  }
  const { state, newThumbprint } = await place.run({ wishes: { ...wishes, everyReplicaUsesIt: true } });
  assert.deepEqual([state, place.registered()], ['finished', [newThumbprint]]);
});

test('what a person says answers the question that the last run ended with, and no later one', async () => {
  await using place = await aRotationPlace();
  const registered = place.registered();
  for (const wishes of [{ everyReplicaUsesIt: true }, { isRemoved: true }]) {
    await assert.rejects(place.run({ wishes }), { code: 'usage', message: /answers no question/ });
    assert.deepEqual([place.registered(), await place.leftovers()], [registered, []]);
  }
  const wishes = { hasReplicas: true };
  assert.equal((await place.run({ wishes })).state, 'waits');
  await assert.rejects(place.run({ wishes: { ...wishes, isRemoved: true } }), { code: 'usage' });
  const { state } = await place.run({ wishes: { ...wishes, everyReplicaUsesIt: true } });
  assert.equal(state, 'finished');
});

test('that the old one was removed by hand is looked at where the registration may be read, and else said to be unseen', async () => {
  for (const roles of [['Application.Read.All'], []]) {
    await using place = await aRotationPlace({ roles });
    const { t } = place;
    const objectId = await place.objectId();
    const refusing = (reach: Reach): Reach => ({
      ...reach,
      async fetch(request) {
        if (!request.url.endsWith('/removeKey')) return reach.fetch(request);
        return { status: 403, headers: {}, body: new Uint8Array() };
      },
    });
    await assert.rejects(
      place.run({ wishes: { objectId, oldKeyId: await place.keyId() }, through: refusing }),
    );
    const said = { isRemoved: true };
    if (roles.length > 0) {
      await assert.rejects(place.run({ wishes: said }), { code: 'usage', message: /still there/ });
      await place.redeem();
    }
    certificatesOf(t).shift();
    const { state, isUnseen } = await place.run({ wishes: said });
    assert.deepEqual([state, isUnseen], ['finished', roles.length === 0]);
  }
});

test('certificate and key may stand in one file', async () => {
  await using place = await aRotationPlace({ inOneFile: true });
  const { newThumbprint } = await place.run();
  await place.restart();
  await place.redeem();
  assert.deepEqual([await place.inFile(), place.refusals()], [[newThumbprint], 0]);
});

test('goes on for no other tenant or application than it began for, and with no other broker', async () => {
  await using place = await aRotationPlace();
  const [old] = place.registered();
  const other = '99999999-9999-4999-8999-999999999999';
  const strange = place.run({
    through: (reach) => ({
      ...reach,
      askBroker: async () => ({ ...(await reach.askBroker()), application: other }),
    }),
  });
  await assert.rejects(strange, { code: 'usage', message: new RegExp(other) });
  await assert.rejects(place.run({ wishes: { tenant: other } }), { code: 'usage' });
  await assert.rejects(place.run({ wishes: { application: other } }), { code: 'usage' });
  assert.equal(place.registered()[0], old);
});

test('neither the journal nor what is said holds a key', async () => {
  await using place = await aRotationPlace();
  const { folder, t } = place;
  const said: string[] = [];
  await place.run({
    wishes: { hasReplicas: true },
    noted: (text) => void said.push(text),
  });
  const journal = await folder.read(`${folder.privateKeyFile}.rotation`);
  assert.equal((await stat(`${folder.privateKeyFile}.rotation`)).mode & 0o777, 0o600);
  assert.equal((await stat(`${folder.privateKeyFile}.next.key`)).mode & 0o777, 0o600);
  const keys = listKeyBlocks(await folder.read(folder.privateKeyFile));
  assert.equal(keys.length, 2);
  const all = [journal, ...said, ...t.logged, JSON.stringify(await t.events())].join('\n');
  for (const key of keys) {
    for (const line of key.split('\n').slice(1, -1)) assert.ok(!all.includes(line));
  }
});

test('a journal that cannot be read is left alone, and said', async () => {
  await using place = await aRotationPlace();
  const { folder } = place;
  await folder.write(`${folder.privateKeyFile}.rotation`, '{"version":2}');
  await assert.rejects(place.run(), { code: 'usage', message: /journal/ });
  assert.equal(await folder.read(`${folder.privateKeyFile}.rotation`), '{"version":2}');
});

test('a key that is not the rotation’s stays, also one whose certificate is elsewhere', async () => {
  await using place = await aRotationPlace();
  const { folder } = place;
  const { privateKey: other } = await aCertificate();
  await folder.write(folder.privateKeyFile, `${await folder.read(folder.privateKeyFile)}${other}`);
  await place.t.broker.credentials.look();
  await place.run();
  const keys = listKeyBlocks(await folder.read(folder.privateKeyFile));
  assert.deepEqual([keys.length, keys.includes(listKeyBlocks(other)[0] ?? '')], [2, true]);
});

test('a file with something in it that would be lost is not touched', async () => {
  for (const label of ['EC PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'TRUSTED CERTIFICATE']) {
    await using place = await aRotationPlace();
    const { folder } = place;
    const registered = place.registered();
    const text = `${await folder.read(folder.privateKeyFile)}-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
    await folder.write(folder.privateKeyFile, text);
    await assert.rejects(place.run(), { code: 'usage', message: /something other/ });
    assert.deepEqual(
      [await folder.read(folder.privateKeyFile), place.registered(), await place.leftovers()],
      [text, registered, []],
    );
  }
});

test('a certificate that also opens the Key Vault by files of its own is not rotated', async () => {
  await using place = await aRotationPlace();
  const registered = place.registered();
  const run = place.run({ wishes: { vaultThumbprints: registered } });
  await assert.rejects(run, (error: Error & { code?: string; remedy?: string }) => {
    assert.deepEqual(
      [error.code, /Leave keyVault\.certificateFile/.test(error.remedy ?? '')],
      ['usage', true],
    );
    return true;
  });
  assert.deepEqual([place.registered(), await place.leftovers()], [registered, []]);
});

test('two rotations at once are one', async () => {
  await using place = await aRotationPlace();
  let second: Promise<unknown> | undefined;
  const { newThumbprint } = await place.run({
    noted(text) {
      if (text.startsWith('Waiting until Microsoft')) {
        second = assert.rejects(place.run(), { code: 'usage', message: /at work/ });
      }
    },
    async waited() {
      await second;
    },
  });
  assert.ok(second);
  assert.deepEqual([place.registered(), await place.leftovers()], [[newThumbprint], []]);
});
