import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clouds, createId, type Invitation, readApplicationId, readTenantId } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { invitationPage } from './invitation-page.ts';
import { languages } from './words/words.ts';
import { wordsOf } from './words/words-of.ts';

const invitation: Invitation = {
  id: createId('InvitationId', systemRandom),
  kind: 'connect',
  partner: readTenantId('20000000-0000-4000-8000-000000000001'),
  partnerName: 'Contoso',
  account: undefined,
  accountId: undefined,
  acceptsUnknownMfa: false,
  challenge: undefined,
  createdAt: Date.UTC(2026, 10, 25, 12),
  expiresAt: Date.UTC(2026, 10, 26, 12, 30),
  spentAt: undefined,
};
const application = { id: readApplicationId('40000000-0000-4000-8000-000000000000'), name: 'Fabrikam Sync' };
const startPath = '/invite/x/start';

const draw = async (language: (typeof languages)[number], vault: 'database' | 'key-vault'): Promise<string> =>
  String(
    await invitationPage(wordsOf(language), {
      invitation,
      application,
      cloud: clouds.public,
      vault,
      startPath,
    }),
  );

for (const language of languages) {
  const { keptIn, cloudNotBuiltIn } = wordsOf(language).invitation;

  test(`${language}: says where the refresh token will lie`, async () => {
    const inDatabase = await draw(language, 'database');
    assert.ok(inDatabase.includes(keptIn.database) && !inDatabase.includes(keptIn['key-vault']));
    const outside = await draw(language, 'key-vault');
    assert.ok(outside.includes(keptIn['key-vault']) && !outside.includes(keptIn.database));
  });

  test(`${language}: says nothing of another cloud where it is Microsoft’s own, and goes on in this language`, async () => {
    const page = await draw(language, 'database');
    assert.ok(!page.includes(cloudNotBuiltIn('public')));
    assert.ok(page.includes(`action="/invite/x/start?language=${language}"`));
  });
}

test('says an instant as each language does, in UTC', async () => {
  assert.match(await draw('en', 'database'), /November 26, 2026 at 12:30 UTC/);
  assert.match(await draw('nl', 'database'), /26 november 2026 om 12:30 UTC/);
  assert.match(await draw('sv', 'database'), /26 november 2026 kl\. 12:30 UTC/);
});
