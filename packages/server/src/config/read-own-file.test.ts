import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { readConfig } from '../config.ts';
import type { FileReading } from './config-files.ts';

/** Every file with one secret line, as the configuration names it. */
const settings = {
  application: { id: '11111111-2222-4333-8444-555555555555', secretFile: 'application.secretFile' },
  database: {
    url: 'postgres://consentry@db.contoso.example/tokens',
    passwordFile: 'database.passwordFile',
  },
  proxy: { url: 'http://proxy.example:3128', credentialsFile: 'proxy.credentialsFile' },
  alerts: { urlFile: 'alerts.urlFile', signingKeyFile: 'alerts.signingKeyFile' },
};
const good: Readonly<Record<string, string>> = {
  'application.secretFile': 'secret',
  'database.passwordFile': 'password',
  'proxy.credentialsFile': 'user:password',
  'alerts.urlFile': 'https://hooks.example/services',
  'alerts.signingKeyFile': 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
};

function problemsWith(key: string, reading: FileReading): readonly string[] {
  try {
    readConfig({
      environment: {},
      file: { path: 'consentry.json', text: JSON.stringify(settings) },
      files: {
        look: () => ({ kind: 'nothing' }),
        read(path) {
          const name = path.slice('/srv/'.length);
          return name === key ? reading : { ok: true, text: `${good[name]}\n`, ownerOnly: true };
        },
      },
      directory: '/srv',
      now: 0,
    });
  } catch (error) {
    assert.ok(isConsentryError(error, 'invalid_configuration'));
    return error.message.split('\n').slice(1);
  }
  return [];
}

for (const [key, text] of Object.entries(good)) {
  test(`${key}: a file that is missing, open to others or empty is refused with one problem, the same for all`, () => {
    assert.deepEqual(problemsWith(key, { ok: true, text, ownerOnly: true }), []);
    assert.deepEqual(problemsWith(key, { ok: true, text: `${text}\r\n`, ownerOnly: true }), []);
    assert.deepEqual(problemsWith(key, { ok: false, reason: 'missing' }), [
      `- ${key} names a file that is missing. Name an existing file; relative paths start where the broker was started.`,
    ]);
    // What others could write is not looked at, so nothing is said of it.
    for (const written of [text, `${text}\n${text}`, '']) {
      assert.deepEqual(problemsWith(key, { ok: true, text: written, ownerOnly: false }), [
        `- ${key} names a file that others may read or write. Allow only its owner: chmod 600 ${key}. If somebody may have read it, change what it holds.`,
      ]);
    }
    for (const empty of ['', '\n', ' \r\n']) {
      assert.deepEqual(problemsWith(key, { ok: true, text: empty, ownerOnly: true }), [
        `- ${key} names an empty file. Write the value into it.`,
      ]);
    }
    const more = problemsWith(key, { ok: true, text: `${text}\n${text}\n`, ownerOnly: true });
    assert.equal(more.length, 1);
    assert.ok(more[0]?.startsWith(`- ${key} `) && !more[0].includes(`${text}\n`));
  });
}
