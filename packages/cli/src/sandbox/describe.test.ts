import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, defaultWorld } from '@consentry/sandbox';
import { describe } from './describe.ts';

test('tells people where everything is, who can sign in and how to drive it', async () => {
  const sandbox = await createSandbox({ world: defaultWorld() });
  const text = describe(sandbox, '/somewhere/ca.pem');
  for (const part of [
    'It is not Microsoft',
    ...Object.values(sandbox.origins).map(String),
    'service@partner-one.example',
    'NODE_EXTRA_CA_CERTS',
    `--cacert /somewhere/ca.pem -H 'Authorization: Bearer ${sandbox.controlToken}'`,
    '/faults',
  ])
    assert.ok(text.includes(part), part);
});

test('counts the users of customers, and does not list them', async () => {
  const text = describe(await createSandbox({ world: defaultWorld() }), null);
  assert.doesNotMatch(text, /customer-a\.example|--cacert/);
  assert.match(text, /… and \d+ more/);
});

test('says a word about names below localhost only where there are some', async () => {
  const sandbox = await createSandbox({ world: defaultWorld() });
  assert.doesNotMatch(describe(sandbox, null), /send to 127\.0\.0\.1/);
  sandbox.origins.vault = 'http://example.vault.localhost:1';
  assert.match(describe(sandbox, null), /send to 127\.0\.0\.1/);
});
