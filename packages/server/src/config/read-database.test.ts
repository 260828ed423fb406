import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { type BrokerConfig, readConfig } from '../config.ts';
import type { ConfigFiles } from './config-files.ts';

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const texts: Readonly<Record<string, { text: string; ownerOnly: boolean }>> = {
  '/srv/secret': { text: 'Zx8Q~not-a-real-secret\n', ownerOnly: true },
  '/srv/password': { text: 'canary-password\n', ownerOnly: true },
  '/srv/open': { text: 'canary-password\n', ownerOnly: false },
  '/srv/two': { text: 'one\ntwo\n', ownerOnly: true },
  '/srv/ca.pem': { text: pem, ownerOnly: false },
};
const files: ConfigFiles = {
  look: () => ({ kind: 'nothing' }),
  read(path) {
    const file = texts[path];
    return file === undefined ? { ok: false, reason: 'missing' } : { ok: true, ...file };
  },
};

function read(database: object | undefined, environment: Record<string, string> = {}): BrokerConfig {
  const application = { id: '11111111-2222-4333-8444-555555555555', secretFile: 'secret' };
  const text = JSON.stringify({ application, ...(database && { database }) });
  const file = { path: 'consentry.json', text };
  return readConfig({ environment, file, files, directory: '/srv', now: Date.now() });
}

/** What is wrong, line by line; no line may tell the password. */
function problemsOf(database: object, environment: Record<string, string> = {}): string {
  try {
    read(database, environment);
  } catch (error) {
    assert.ok(isConsentryError(error, 'invalid_configuration'));
    assert.ok(!error.message.includes('canary'), error.message);
    return error.message;
  }
  return assert.fail('nothing was refused');
}

const url = 'postgres://consentry@db.contoso.example/tokens';

test('is SQLite unless a database is named', () => {
  assert.equal(read(undefined).database, undefined);
});

test('reads where the database is, and its password from a file', () => {
  const { database } = read({
    url: 'postgresql://the%20broker@db.contoso.example:6432/tokens',
    passwordFile: 'password',
  });
  assert.ok(database);
  const { password, ...rest } = database;
  assert.equal(password?.reveal(), 'canary-password');
  assert.deepEqual(rest, {
    host: 'db.contoso.example',
    port: 6432,
    user: 'the broker',
    database: 'tokens',
    tls: { ca: undefined },
  });
});

test('the variable goes before the file', () => {
  const change = { CONSENTRY_DATABASE_URL: 'postgres://other@elsewhere.example/tokens' };
  assert.equal(read({ url }, change).database?.host, 'elsewhere.example');
});

test('asks every server on another machine for TLS, and trusts the authority that is named', () => {
  assert.deepEqual(read({ url }).database?.tls, { ca: undefined });
  assert.deepEqual(read({ url, caFile: 'ca.pem' }).database?.tls, { ca: pem });
});

test('speaks to a server on this machine without TLS, unless an authority is named', () => {
  for (const here of ['127.0.0.1', 'localhost', '[::1]']) {
    const local = `postgres://consentry@${here}/tokens`;
    assert.equal(read({ url: local }).database?.tls, undefined, here);
    assert.deepEqual(read({ url: local, caFile: 'ca.pem' }).database?.tls, { ca: pem });
  }
});

test('reaches a server by its socket', () => {
  const { database } = read({ url: 'postgres:///tokens?user=consentry&host=/var/run/postgresql' });
  assert.deepEqual(database, {
    host: '/var/run/postgresql',
    port: 5432,
    user: 'consentry',
    database: 'tokens',
    password: undefined,
    tls: undefined,
  });
});

test('refuses a password in the URL, wherever it comes from, and says where it belongs', () => {
  const open = 'postgres://consentry:canary-password@db.contoso.example/tokens';
  for (const message of [problemsOf({ url: open }), problemsOf({}, { CONSENTRY_DATABASE_URL: open })]) {
    assert.match(message, /database\.url.* holds a password\. .*database\.passwordFile/);
  }
});

test('refuses what is no URL of a database', () => {
  for (const wrong of [
    'mysql://consentry@db.contoso.example/tokens',
    'postgres://db.contoso.example/tokens',
    'postgres://consentry@db.contoso.example/',
    'postgres://consentry@db.contoso.example/tokens?sslmode=disable',
    'postgres:///tokens?user=consentry',
    'postgres:///tokens?user=consentry&host=db.contoso.example',
    'canary',
  ]) {
    assert.match(problemsOf({ url: wrong }), /database\.url is not a Postgres URL/, wrong);
  }
});

test('refuses a password file that others may read, is missing, or holds more than a line', () => {
  assert.match(
    problemsOf({ url, passwordFile: 'open' }),
    /database\.passwordFile names a file that others may read/,
  );
  assert.match(
    problemsOf({ url, passwordFile: 'none' }),
    /database\.passwordFile names a file that is missing/,
  );
  assert.match(problemsOf({ url, passwordFile: 'two' }), /database\.passwordFile does not hold one line/);
});

test('refuses an authority without a certificate, and settings of a database that is not named', () => {
  assert.match(problemsOf({ url, caFile: 'secret' }), /database\.caFile names a file without a certificate/);
  const problems = problemsOf({ passwordFile: 'password', caFile: 'ca.pem' });
  assert.match(problems, /database\.passwordFile is given without database\.url/);
  assert.match(problems, /database\.caFile is given without database\.url/);
});
