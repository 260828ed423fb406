import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { readConfig } from '../config.ts';

const address = 'https://hooks.example/services/CANARY?sig=CANARY';
const settings = {
  application: { id: '11111111-2222-4333-8444-555555555555', secretFile: '/etc/secret' },
  alerts: { urlFile: '/etc/alerts' },
};
const localCloud = {
  name: 'own',
  allowLocal: true,
  loginBaseUrl: 'http://localhost:1',
  partnerCenterBaseUrl: 'http://localhost:2',
  graphBaseUrl: 'http://localhost:3',
};

function read(text: string | undefined, { ownerOnly = true, more = {} } = {}) {
  const texts: Record<string, string | undefined> = { '/etc/secret': 'secret', '/etc/alerts': text };
  return readConfig({
    environment: {},
    file: { path: 'consentry.json', text: JSON.stringify({ ...settings, ...more }) },
    files: {
      look: () => ({ kind: 'nothing' }),
      read(path) {
        const found = texts[path];
        if (found === undefined) return { ok: false, reason: 'missing' };
        return { ok: true, text: found, ownerOnly: path === '/etc/secret' || ownerOnly };
      },
    },
    directory: '/srv',
    now: 0,
  }).alerts;
}

test('reads where alerts go, with the host alone for the log', () => {
  const alerts = read(`${address}\n`);
  assert.equal(alerts?.host, 'hooks.example');
  assert.equal(alerts.url.reveal(), address);
  assert.doesNotMatch(JSON.stringify(alerts), /CANARY/);
});

test('this machine is an address only where that is allowed', () => {
  const local = 'http://localhost:8080/hook';
  assert.equal(read(local, { more: { cloud: localCloud } })?.url.reveal(), local);
  for (const own of [local, 'https://127.0.0.1/CANARY', 'https://[::1]/CANARY']) {
    assert.match(problemsOf(own), /an address on this machine/);
  }
});

test('http to another machine is refused also there', () => {
  const other = 'http://hooks.example/CANARY';
  assert.match(problemsOf(other), /an address on http/);
  assert.match(problemsOf(other, { more: { cloud: localCloud } }), /an address on http/);
});

for (const [what, text, pattern] of [
  ['there is no file', undefined, /a file that is missing/],
  ['the file is empty', '', /an empty file/],
  ['it holds no URL', 'CANARY', /does not hold a URL alone/],
  ['it holds more than one line', `${address}\n${address}\n`, /does not hold a URL alone/],
  ['it holds another kind of URL', 'ftp://hooks.example/CANARY', /does not hold a URL alone/],
  ['it holds a password', 'https://user:CANARY@hooks.example/', /does not hold a URL alone/],
  ['it holds a fragment', 'https://hooks.example/#CANARY', /does not hold a URL alone/],
] as const) {
  test(`nothing starts where ${what}`, () => assert.match(problemsOf(text), pattern));
}

test('nothing starts where others may read the address', () => {
  assert.match(problemsOf(address, { ownerOnly: false }), /others may read or write/);
});

/** What is said of it: where to look, and nothing of the address. */
function problemsOf(...input: Parameters<typeof read>): string {
  try {
    read(...input);
  } catch (error) {
    assert.ok(isConsentryError(error, 'invalid_configuration'));
    assert.match(error.message, /^- alerts\.urlFile /m);
    assert.doesNotMatch(error.message, /CANARY/);
    return error.message;
  }
  return assert.fail('it was accepted');
}
