import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionalAccessPolicy } from '../src/index.ts';
import { aPolicy } from './a-policy.ts';
import { aWorldOf } from './a-world.ts';
import { anAccount, createExampleClient, readAnswer } from './example-client.ts';
import type { Answer, ExampleClient } from './example-client.ts';

/** Asks for a code without a page, and reads what came to the application. */
async function askSilently(client: ExampleClient): Promise<Answer> {
  const url = client.authorizeUrl({ prompt: 'none', response_mode: 'query' });
  return readAnswer(await client.person.open(url));
}

async function afterSignIn(
  name: 'service' | 'no-mfa',
  policy: Partial<ConditionalAccessPolicy>,
): Promise<Answer> {
  const client = await createExampleClient(aWorldOf({ mfa: 'when-asked' }));
  const { totpSecret: _, ...account } = anAccount(name);
  await client.consent(account);
  client.sandbox.world.conditionalAccess.push(aPolicy(policy));
  return askSilently(client);
}

test('a silent request is told what stands in the way: interaction_required, and the number of the cause', async () => {
  for (const [name, policy, number] of [
    ['service', { grant: 'mfa' }, 50076],
    ['no-mfa', { grant: 'mfa' }, 50079],
    ['service', { grant: 'block' }, 53003],
    ['service', { grant: 'compliant-device' }, 530003],
    ['service', { grant: 'external-challenge' }, 50158],
  ] as const) {
    const { error, error_description: description = '' } = await afterSignIn(name, policy);
    assert.deepEqual([error, description.split(':')[0]], ['interaction_required', `AADSTS${number}`]);
  }
});

test('AADSTS50058: a silent request where nobody is signed in', async () => {
  const { error, error_description: description } = await askSilently(await createExampleClient());
  assert.equal(error, 'login_required');
  assert.match(description ?? '', /^AADSTS50058/);
});
