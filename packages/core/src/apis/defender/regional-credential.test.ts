import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiPorts } from '../../../test/an-api.ts';
import { aFetch, anAnswer, customer, partner } from '../../../test/builders.ts';
import { Secret } from '../../secret.ts';
import { createApis } from '../apis.ts';
import type { Credential, CredentialSource } from '../call.ts';
import { type DefenderRegion, regionalCredential } from './regional-credential.ts';

const base = 'https://api.security.microsoft.com';

for (const region of ['us', 'eu', 'uk'] as const) {
  test(`sends the calls of the region ${region} to its host`, async () => {
    const fetch = aFetch(anAnswer({ value: [] }));
    const apis = createApis(apiPorts(fetch), () => async () => ({ value: Secret.of('a'), baseUrl: base }));
    const defender = apis.defender({ partner, customer }, { region });
    await Array.fromAsync(defender.incidents());
    assert.equal(
      new URL(fetch.requests[0]?.url ?? '').origin,
      `https://api-${region}.security.microsoft.com`,
    );
  });
}

for (const [what, region, baseUrl] of [
  ['a region that the table does not have', 'us.evil', base],
  ['a cloud without regions', 'us', 'https://api-gov.security.microsoft.us'],
  ['a host that is not known', 'us', 'https://elsewhere.example'],
] as const) {
  test(`refuses ${what}`, async () => {
    const source = regionalCredential(
      async () => ({ value: Secret.of('a'), baseUrl }),
      region as DefenderRegion,
    );
    await assert.rejects(source(), { code: 'host_refused' });
  });
}

test('asks for another token instead of the one that the source gave, and knows when there is none', async () => {
  const [first, second] = ['a', 'b'].map((value) => ({ value: Secret.of(value), baseUrl: base }));
  assert.ok(first && second);
  const asked: (Credential | undefined)[] = [];
  let next: Credential = second;
  const source: CredentialSource = async ({ insteadOf } = {}) => {
    asked.push(insteadOf);
    return insteadOf === undefined ? first : next;
  };
  const regional = regionalCredential(source, 'eu');
  const refused = await regional();
  assert.equal((await regional({ insteadOf: refused })).value, second.value);
  next = first;
  assert.equal(await regional({ insteadOf: refused }), refused);
  assert.deepEqual(asked, [undefined, first, first]);
});
