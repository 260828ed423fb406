import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessTokenClaims } from '../bearer.ts';
import { createClock } from '../clock.ts';
import { createWriteOnce } from './write-once.ts';

const CLAIMS: AccessTokenClaims = {
  audience: 'https://api.partnercenter.microsoft.com',
  tenantId: 'a-partner',
  objectId: 'a-user',
  clientId: 'an-application',
  tokenId: 'a-token',
};

/** Counts how often it acts. */
function aWriter() {
  const writes = createWriteOnce({ clock: createClock({ now: () => 0 }) }, 3);
  let acts = 0;
  async function run(id: string, claims = CLAIMS): Promise<number> {
    const request = new Request('https://partner.example/v1/x', {
      method: 'PUT',
      headers: { 'MS-RequestId': id },
      body: '{}',
    });
    const response = await writes.run(request, { claims }, () => {
      acts += 1;
      return { acts };
    });
    return ((await response.json()) as { acts: number }).acts;
  }
  return { run };
}

test('keeps the ids of two applications and of two partners apart', async () => {
  const { run } = aWriter();
  assert.equal(await run('one'), 1);
  assert.equal(await run('one', { ...CLAIMS, clientId: 'another' }), 2);
  assert.equal(await run('one', { ...CLAIMS, tenantId: 'another' }), 3);
  assert.equal(await run('ONE'), 1);
});

test('forgets the oldest answer for a new one, when it remembers as many as it may', async () => {
  const { run } = aWriter();
  for (const id of ['one', 'two', 'three', 'four']) await run(id);
  assert.equal(await run('two'), 2);
  assert.equal(await run('one'), 5);
});
