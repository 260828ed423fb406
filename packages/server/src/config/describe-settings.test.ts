import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { describeSettings } from './describe-settings.ts';
import { gatherValues } from './gather-values.ts';
import { path } from './kinds.ts';
import { createReport } from './report.ts';
import { environmentName, settingKeys, settings } from './settings.ts';

/** What the settings become. What is refused has no value. */
function describe(environment: Record<string, string>, file: object = {}) {
  const text = JSON.stringify(file);
  const gathered = gatherValues(environment, { path: 'consentry.json', text }, [], createReport());
  const known = {
    file: '/srv/consentry.json',
    resolvePath: (name: string) => resolve('/srv', name),
    workedOut: { publicUrl: 'http://localhost:44395' },
  };
  const { items } = describeSettings(gathered, known);
  return { items, of: (key: string) => items.find((item) => item.key === key) ?? assert.fail(key) };
}

test('says of every setting what its example makes of it, and where it comes from', () => {
  const examples = settingKeys.map((key) => [environmentName(key), settings[key].example]);
  const { items } = describe(Object.fromEntries(examples) as Record<string, string>);
  assert.deepEqual(
    items.map(({ key }) => key),
    settingKeys,
  );
  for (const { key, value, source } of items) {
    // The one example that is nothing but quotation marks is of the shell.
    if (key !== 'consent.amrValues') assert.equal(typeof value, 'string', key);
    assert.equal(source, 'environment', key);
    assert.doesNotMatch(value ?? '', /\[object/, key);
  }
});

test('tells the environment, the file, the default and nothing apart', () => {
  const { of } = describe(
    { CONSENTRY_LOG_LEVEL: 'warn', CONSENTRY_SWEEPS_CONCURRENCY: '4' },
    { log: { level: 'debug' }, application: { name: 'Contoso' } },
  );
  const told = (key: string) => [of(key).value, of(key).source, of(key).default];
  assert.deepEqual(told('log.level'), ['warn', 'environment', 'info']);
  assert.deepEqual(told('application.name'), ['Contoso', 'file', 'Consentry']);
  assert.deepEqual(told('sweeps.tokensPerSecond'), ['20', 'default', '20']);
  assert.deepEqual(told('keyVault.url'), [undefined, 'none', undefined]);
  assert.deepEqual(told('publicUrl'), ['http://localhost:44395', 'none', undefined]);
});

test('shows of a file its whole path', () => {
  assert.equal(describe({}, { proxy: { caFile: './ca.pem' } }).of('proxy.caFile').value, '/srv/ca.pem');
});

test('shows no user and no password of any URL, wherever somebody put them', () => {
  const canary = 'canary-1f6d';
  for (const key of settingKeys) {
    if (settings[key].kind === path) continue;
    for (const value of [
      `https://user:${canary}@host.example`,
      `postgres://user:${canary}@host.example/base`,
      `[{ "issuer": "https://user:${canary}@host.example", "audience": "here" }]`,
      `[{ "resource": "https://user:${canary}@host.example", "application": ["A.Read"] }]`,
      `https://host.example/?key=${canary}`,
    ]) {
      const shown = describe({ [environmentName(key)]: value }).of(key).value;
      // A name of anything on one line may be any text, and is what people read on the pages of consent.
      if (key !== 'application.name')
        assert.doesNotMatch(shown ?? '', new RegExp(canary), `${key}: ${value}`);
    }
  }
});

test('shows a database, and the folder of its socket', () => {
  const shown = (url: string) => describe({ CONSENTRY_DATABASE_URL: url }).of('database.url').value;
  for (const url of ['postgres://me@[::1]:5433/base', 'postgres:///base?user=me&host=/run/postgresql'])
    assert.equal(shown(url), url);
  assert.equal(shown('postgres://me@db.contoso.example/base'), 'postgres://me@db.contoso.example:5432/base');
});
