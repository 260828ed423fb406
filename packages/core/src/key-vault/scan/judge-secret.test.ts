import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeSecrets, type LookedAt } from './judge-secret.ts';

type Version = LookedAt['versions'][number];

/** The current one first. */
function aSecret(
  name: string,
  shapes: readonly (Version['shape'] | 'disabled')[],
  change: Partial<LookedAt> = {},
): LookedAt {
  const versions = shapes.map(
    (shape, index): Version => ({
      version: `v${index}`,
      isEnabled: shape !== 'disabled',
      createdAt: undefined,
      shape: shape === 'disabled' ? undefined : shape,
    }),
  );
  return { name, contentType: undefined, tags: {}, isPurgeable: true, versions, ...change };
}

const verdicts = (...secrets: readonly LookedAt[]) =>
  judgeSecrets(secrets).map(({ secret, kind, certainty, plan }) => `${secret}: ${certainty} ${kind} ${plan}`);

test('is sure of a password beside the user name that it belongs to, whatever the rest of the two names', () => {
  assert.deepEqual(
    verdicts(aSecret('Csp-Admin-User', ['value_user_name']), aSecret('cspAdminPassword', ['other'])),
    ['Csp-Admin-User: certain user_name delete', 'cspAdminPassword: certain user_password delete'],
  );
});

test('is not sure of a password without a user name of Microsoft’s beside it, and picks no user name alone', () => {
  assert.deepEqual(verdicts(aSecret('sql-user', ['other']), aSecret('sql-password', ['other'])), [
    'sql-password: doubtful user_password delete',
  ]);
  assert.deepEqual(verdicts(aSecret('admin-user', ['value_user_name'])), []);
});

test('takes a long word for a refresh token only where a name or a label says so', () => {
  assert.deepEqual(verdicts(aSecret('storage-key', ['value_long'])), []);
  const tagged = aSecret('contoso', ['value_long'], { tags: { kind: 'Refresh Token' } });
  assert.deepEqual(verdicts(tagged, aSecret('RefreshToken', ['value_long'])), [
    'contoso: certain refresh_token delete',
    'RefreshToken: certain refresh_token delete',
  ]);
});

test('disables what is old where the current version is something else, and no more than is certain', () => {
  const [finding] = judgeSecrets([
    aSecret('shared', ['other', 'value_refresh_token', 'disabled', 'value_access_token', 'value_login']),
  ]);
  assert.ok(finding?.plan === 'disable' && finding.certainty === 'certain');
  assert.deepEqual(
    finding.versions.filter(({ isCredential }) => isCredential).map(({ version }) => version),
    ['v1', 'v4'],
  );
  assert.deepEqual(finding.reasons, ['value_refresh_token', 'value_login', 'older_version']);
});

test('is sure of nothing where every version is disabled', () => {
  assert.deepEqual(verdicts(aSecret('contoso-refresh-token', ['disabled', 'disabled'])), [
    'contoso-refresh-token: doubtful refresh_token delete',
  ]);
  assert.deepEqual(verdicts(aSecret('something', ['disabled'])), []);
});
