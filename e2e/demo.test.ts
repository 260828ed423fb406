import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consentry } from './support/consentry.ts';

test('the demo carries out the whole job and says so in one JSON object', async () => {
  const { exitCode, stdout, stderr } = await consentry(['demo', '--json']);
  assert.equal(exitCode, 0, stderr);
  const result = JSON.parse(stdout) as Record<string, unknown> & { users: unknown[]; amr: string[] };
  assert.equal(result.ok, true);
  assert.deepEqual(result.amr, ['pwd', 'mfa']);
  assert.equal(result.users.length, 27);
  assert.equal(result.secondCallFromCache, true);
  assert.equal(result.idpTokenRequests, 3);
  assert.notEqual(result.partner, result.customer);
  assert.ok(typeof result.subject === 'string' && typeof result.elapsedMs === 'number');
});

test('the demo tells people each step and ends with a table of the users', async () => {
  const { exitCode, stdout } = await consentry(['demo']);
  assert.equal(exitCode, 0);
  for (const line of [
    /^1\. The operator invited/m,
    /^5\. Partner Center listed 27 users/m,
    /user01@customer-a\.example/,
  ]) {
    assert.match(stdout, line);
  }
  assert.doesNotMatch(stdout, /eyJ|cty_/, 'no token and no key is printed');
});
