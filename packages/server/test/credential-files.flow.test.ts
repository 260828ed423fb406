import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { type ACertificate, aCertificate } from '../../core/test/a-certificate.ts';
import type { TestBroker } from './a-broker.ts';
import { aCredentialFolder, type CredentialFolder } from './a-credential-folder.ts';
import { graph, inTrouble, type Trouble } from './in-trouble.ts';

interface Place extends AsyncDisposable {
  readonly folder: CredentialFolder;
  readonly trouble: Trouble;
  readonly t: TestBroker;
  readonly old: ACertificate;
  readonly next: ACertificate;
  /** Redeems, with nothing cached. */
  redeem(): Promise<void>;
  /** How the registration knows the application. */
  register(...certificates: readonly ACertificate[]): void;
}

/** A broker that proves itself by a certificate in files, and a second certificate that is registered and in no file yet. */
async function aPlace(): Promise<Place> {
  const folder = await aCredentialFolder();
  const [old, next] = await Promise.all([aCertificate(), aCertificate()]);
  await folder.write(folder.certificateFile, old.certificate);
  await folder.write(folder.privateKeyFile, old.privateKey);
  const trouble = await inTrouble({
    config: { application: folder.application(Date.now()) },
    certificate: old.certificate,
  });
  const { t } = trouble;
  const register: Place['register'] = (...certificates) => {
    const [application] = t.sandbox.world.applications;
    assert.ok(application);
    application.certificates = certificates.map(({ certificate }) => certificate);
  };
  register(old, next);
  t.sandbox.ledger.clear();
  return {
    folder,
    trouble,
    t,
    old,
    next,
    register,
    async redeem() {
      trouble.later();
      assert.ok((await trouble.caller.call('acquireToken', { body: graph })).accessToken);
    },
    async [Symbol.asyncDispose]() {
      await trouble[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const thumbprintOf = ({ certificate }: ACertificate): string =>
  new X509Certificate(certificate).fingerprint.replaceAll(':', '');

async function states({ t }: Place): Promise<[string | undefined, string][]> {
  const { items } = await t.operator.call('listCredentials', {});
  return items.map(({ thumbprint, state }) => [thumbprint, state]);
}

const refusals = ({ t }: Place): number =>
  t.sandbox.ledger.tokenRequests(({ outcome }) => outcome.result === 'refused').length;

const logged = ({ t }: Place, words: string): number =>
  t.logged.filter((line) => line.includes(words)).length;

test('a certificate that changes in its files is used from the next look on, and that is recorded', async () => {
  await using place = await aPlace();
  const { folder, t, next, register } = place;
  await place.redeem();
  await folder.write(folder.privateKeyFile, next.privateKey);
  await folder.write(folder.certificateFile, next.certificate);
  await t.broker.credentials.look();
  assert.deepEqual(await states(place), [[thumbprintOf(next), 'serving']]);
  register(next);
  await place.redeem();
  assert.equal(refusals(place), 0);
  const recorded = (await t.events()).flatMap((event) =>
    event.type === 'credential.changed' ? event.credentials : [],
  );
  assert.deepEqual(recorded, [`application.certificateFile ${thumbprintOf(next)}`]);
  assert.equal(logged(place, 'the files of our credentials changed: these are used'), 1);
});

test('files that cannot be used change nothing; who wrote them is told once, at the second look', async () => {
  await using place = await aPlace();
  const { folder, t, old, next } = place;
  await folder.write(folder.certificateFile, next.certificate);
  const problem = async (): Promise<string | undefined> =>
    (await t.operator.call('listCredentials', {})).problems.map((one) => `${one.name} ${one.problem}`)[0];
  const told = 'cannot be used: what was read before goes on';
  await t.broker.credentials.look();
  assert.equal(logged(place, told), 0);
  for (let look = 0; look < 3; look++) await t.broker.credentials.look();
  assert.equal(logged(place, told), 1);
  assert.equal(await problem(), 'application.privateKeyFile does not belong to the certificate');
  await place.redeem();
  assert.deepEqual([await states(place), refusals(place)], [[[thumbprintOf(old), 'serving']], 0]);

  await folder.write(folder.privateKeyFile, next.privateKey);
  await t.broker.credentials.look();
  await place.redeem();
  assert.deepEqual([await states(place), await problem()], [[[thumbprintOf(next), 'serving']], undefined]);
});

test('files that are put back are in order again', async () => {
  await using place = await aPlace();
  const { folder, t, old } = place;
  await folder.write(folder.certificateFile, 'no certificate');
  await t.broker.credentials.look();
  await folder.write(folder.certificateFile, old.certificate);
  await t.broker.credentials.look();
  assert.deepEqual((await t.operator.call('listCredentials', {})).problems, []);
  assert.equal((await t.events()).filter(({ type }) => type === 'credential.changed').length, 0);
});

test('a request that finds its credential refused looks at the files at once, and does not fail', async () => {
  await using place = await aPlace();
  const { folder, next, register } = place;
  await folder.write(folder.privateKeyFile, next.privateKey);
  await folder.write(folder.certificateFile, next.certificate);
  register(next);
  await place.redeem();
  assert.deepEqual([await states(place), refusals(place)], [[[thumbprintOf(next), 'serving']], 1]);
  await place.redeem();
  assert.equal(refusals(place), 1);
});

test('of two certificates in one file the first serves, and the second in its place', async () => {
  await using place = await aPlace();
  const { folder, t, old, next, register } = place;
  await folder.write(folder.privateKeyFile, old.privateKey + next.privateKey);
  await folder.write(folder.certificateFile, next.certificate + old.certificate);
  await t.broker.credentials.look();
  assert.deepEqual(await states(place), [
    [thumbprintOf(next), 'serving'],
    [thumbprintOf(old), 'ready'],
  ]);
  register(old);
  await place.redeem();
  assert.deepEqual(await states(place), [
    [thumbprintOf(next), 'refused'],
    [thumbprintOf(old), 'serving'],
  ]);
  const text = await t.broker.observer.metrics.read();
  assert.match(text, /consentry_credential_refused\{credential="application.certificateFile"\} 1/);
  assert.match(text, /consentry_credential_refused\{credential="application.certificateFile \(2\)"\} 0/);
});

test('a credential retires as long as a request is under way with it', async () => {
  await using place = await aPlace();
  const { folder, t, old, next, trouble } = place;
  trouble.later();
  const held = t.sandbox.control.holdTokenEndpoint();
  const asked = trouble.caller.call('acquireToken', { body: graph });
  while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
  await folder.write(folder.privateKeyFile, next.privateKey);
  await folder.write(folder.certificateFile, next.certificate);
  await t.broker.credentials.look();
  assert.deepEqual(await states(place), [
    [thumbprintOf(next), 'serving'],
    [thumbprintOf(old), 'retiring'],
  ]);
  held.release();
  assert.ok((await asked).accessToken);
  assert.deepEqual(await states(place), [[thumbprintOf(next), 'serving']]);
});

test('a broker that is started again finds what it had taken up', async () => {
  await using place = await aPlace();
  const { folder, t, next } = place;
  await folder.write(folder.privateKeyFile, next.privateKey);
  await folder.write(folder.certificateFile, next.certificate);
  await t.broker.credentials.look();
  await t.restart({ application: folder.application(t.sandbox.clock.now()) });
  assert.deepEqual(await states(place), [[thumbprintOf(next), 'serving']]);
  await t.broker.credentials.look();
  assert.equal((await t.events()).filter(({ type }) => type === 'credential.changed').length, 1);
});

test('a change that cannot be recorded is not taken up until it can be', async () => {
  await using place = await aPlace();
  const { folder, t, old, next } = place;
  await folder.write(folder.privateKeyFile, next.privateKey);
  await folder.write(folder.certificateFile, next.certificate);
  const audit = new DatabaseSync(join(t.folder, 'data', 'audit.db'));
  audit.exec('BEGIN EXCLUSIVE');
  await assert.rejects(t.broker.credentials.look(), { code: 'audit_unavailable' });
  assert.deepEqual(await states(place), [[thumbprintOf(old), 'serving']]);
  audit.close();
  await t.broker.credentials.look();
  assert.deepEqual(await states(place), [[thumbprintOf(next), 'serving']]);
});

test('a secret changes in its file like a certificate, and no line or record holds it', async () => {
  await using folder = await aCredentialFolder('secret');
  const nextSecret = 'example-integration-secret~2';
  await folder.write(folder.secretFile, `${DEFAULT_APPLICATION.secret}\n`);
  await using trouble = await inTrouble({ config: { application: folder.application(Date.now()) } });
  const { t } = trouble;
  const [application] = t.sandbox.world.applications;
  assert.ok(application);
  application.secrets = [{ value: nextSecret }];
  await folder.write(folder.secretFile, `${nextSecret}\n`);
  await t.broker.credentials.look();
  trouble.later();
  assert.ok((await trouble.caller.call('acquireToken', { body: graph })).accessToken);
  const shown = await t.operator.call('listCredentials', {});
  const [{ acceptedAt, ...item } = {}, ...others] = shown.items;
  assert.deepEqual(
    [item, others],
    [{ name: 'application.secretFile', kind: 'secret', state: 'serving' }, []],
  );
  assert.ok(acceptedAt);
  const said = JSON.stringify([t.logged, await t.events(), shown]);
  for (const secret of [DEFAULT_APPLICATION.secret, nextSecret]) assert.ok(!said.includes(secret));
});
