import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { test } from 'node:test';
import { listKeyBlocks } from '@consentry/core';
import { aRotationPlace, certificatesOf, type Reach, type RotationPlace } from './a-rotation.ts';

class Killed extends Error {}

function fingerprintOf(certificate = ''): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
}

/** The broker works, started anew or not, and nothing is left of the rotation. */
async function assertAsBefore(place: RotationPlace, old: string | undefined): Promise<void> {
  await place.redeem();
  await place.restart();
  await place.redeem();
  assert.deepEqual([place.registered(), await place.inFile()], [[old], [old]]);
  assert.deepEqual(await place.leftovers(), []);
  assert.equal(listKeyBlocks(await place.folder.read(place.folder.privateKeyFile)).length, 1);
}

const noted = [
  ['Adding the certificate', true],
  ['Waiting until Microsoft', true],
  ['Writing it into', true],
  ['Waiting until the broker uses it', true],
  ['Letting it settle', true],
  ['Taking the old one out', true],
  ['Waiting until the broker uses the old one for nothing', false],
] as const;

for (const [step, isPossible] of noted) {
  test(`a rotation that was interrupted at “${step}” ${isPossible ? 'is given up' : 'goes on alone'}`, async () => {
    await using place = await aRotationPlace();
    const [old] = place.registered();
    const run = place.run({
      noted(text) {
        if (text.startsWith(step)) throw new Killed();
      },
    });
    await assert.rejects(run, Killed);
    if (isPossible) {
      assert.equal((await place.run({ wishes: { giveUp: true } })).state, 'given up');
      await assertAsBefore(place, old);
      assert.equal(place.refusals(), 0);
    } else {
      await assert.rejects(place.run({ wishes: { giveUp: true } }), { code: 'usage', message: /old one/ });
      assert.equal((await place.run()).state, 'finished');
    }
  });
}

test('giving up is finished by the next run, whatever it is killed after', async () => {
  await using place = await aRotationPlace();
  const [old] = place.registered();
  let isOver = false;
  for (let last = 1; !isOver; last++) {
    const run = place.run({
      noted(text) {
        if (text.startsWith('Letting it settle')) throw new Killed();
      },
    });
    await assert.rejects(run, Killed);
    const killed = await place
      .run({ wishes: { giveUp: true }, through: killingAfter(last) })
      .catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    isOver = killed !== undefined;
    await place.redeem();
    // Before the first thing that it did, nobody knows of it.
    if (!isOver && (await place.leftovers()).length > 0) {
      assert.equal((await place.run({ wishes: { giveUp: last === 1 } })).state, 'given up', `after ${last}`);
    }
    await assertAsBefore(place, old);
    assert.equal(place.refusals(), 0, `after ${last}`);
    assert.ok(last < 40);
  }
});

function killingAfter(last: number): (reach: Reach) => Reach {
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
  return (reach) => ({
    ...reach,
    files: { ...reach.files, write: once(reach.files.write), remove: once(reach.files.remove) },
    fetch: once(reach.fetch),
    askBroker: once(reach.askBroker),
  });
}

test('a certificate that Microsoft never accepts is taken back by itself, and that is said', async () => {
  await using place = await aRotationPlace();
  const { trouble } = place;
  const [old] = place.registered();
  let unknown: ReturnType<typeof trouble.play> | undefined;
  const run = place.run({
    noted(text) {
      if (!text.startsWith('Waiting until Microsoft')) return;
      const certificate = fingerprintOf(certificatesOf(place.t).at(-1));
      unknown = trouble.play({ kind: 'aadsts', code: 700027 }, { certificate });
    },
  });
  await assert.rejects(run, { code: 'client_credential', message: /taken back/ });
  assert.ok((unknown?.played() ?? 0) > 3);
  await assertAsBefore(place, old);
  unknown?.remove();
  assert.equal((await place.run()).state, 'finished');
});

test('a certificate that the broker is refused by its own tenant is taken back by itself', async () => {
  await using place = await aRotationPlace();
  const { trouble } = place;
  const [old] = place.registered();
  const run = place.run({
    noted(text) {
      if (!text.startsWith('Writing it into')) return;
      const certificate = fingerprintOf(certificatesOf(place.t).at(-1));
      trouble.play({ kind: 'aadsts', code: 700027 }, { certificate });
    },
  });
  await assert.rejects(run, { code: 'credential_not_taken', message: /taken back/ });
  await assertAsBefore(place, old);
});

test('a file that the broker does not take up is put back, and the broker never noticed', async () => {
  await using place = await aRotationPlace();
  const [old] = place.registered();
  const { folder } = place;
  const run = place.run({
    through: (reach) => ({
      ...reach,
      files: {
        ...reach.files,
        // Others may read it: the broker refuses it.
        async write(path, text, mode) {
          await reach.files.write(path, text, mode);
          if (path === folder.privateKeyFile)
            await chmod(path, listKeyBlocks(text).length > 1 ? 0o644 : 0o600);
        },
      },
    }),
  });
  await assert.rejects(run, { code: 'credential_not_taken', message: /taken back/ });
  await assertAsBefore(place, old);
  assert.equal(place.refusals(), 0);
});

test('what could not be taken back is said, and the next run takes it back', async () => {
  await using place = await aRotationPlace();
  const { trouble } = place;
  const [old] = place.registered();
  const run = place.run({
    noted(text) {
      if (!text.startsWith('Waiting until Microsoft')) return;
      const certificate = fingerprintOf(certificatesOf(place.t).at(-1));
      trouble.play({ kind: 'aadsts', code: 700027 }, { certificate });
    },
    through: (reach) => ({
      ...reach,
      async fetch(request) {
        if (!request.url.endsWith('/removeKey')) return reach.fetch(request);
        return { status: 503, headers: {}, body: new Uint8Array() };
      },
    }),
  });
  await assert.rejects(run, { code: 'client_credential', message: /could not be taken back/ });
  await place.redeem();
  assert.equal((await place.run()).state, 'given up');
  await assertAsBefore(place, old);
});

test('where the registration may not be read, the new key is removed by the id that Graph gave it', async () => {
  await using place = await aRotationPlace({ roles: [] });
  const [old] = place.registered();
  const wishes = { objectId: await place.objectId(), oldKeyId: await place.keyId() };
  const run = place.run({
    wishes,
    noted(text) {
      if (text.startsWith('Letting it settle')) throw new Killed();
    },
  });
  await assert.rejects(run, Killed);
  assert.equal((await place.run({ wishes: { giveUp: true } })).state, 'given up');
  await assertAsBefore(place, old);
});

test('where others share the database, it waits until somebody says that all have the old one again', async () => {
  await using place = await aRotationPlace();
  const [old, ...none] = place.registered();
  assert.deepEqual(none, []);
  const wishes = { hasReplicas: true };
  assert.equal((await place.run({ wishes })).state, 'waits');
  assert.equal((await place.run({ wishes: { ...wishes, giveUp: true } })).state, 'waits for the old one');
  assert.equal(place.registered().length, 2);
  const { state } = await place.run({ wishes: { ...wishes, everyReplicaUsesIt: true } });
  assert.equal(state, 'given up');
  await assertAsBefore(place, old);
});

test('there is nothing to give up where no rotation is under way', async () => {
  await using place = await aRotationPlace();
  await assert.rejects(place.run({ wishes: { giveUp: true } }), { code: 'usage', message: /No rotation/ });
});
