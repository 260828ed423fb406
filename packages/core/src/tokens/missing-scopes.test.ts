import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingScopes } from './missing-scopes.ts';

const graph = 'https://graph.microsoft.com';

test('what was not granted is missing, in the order in which it was asked for', () => {
  const asked = [`${graph}/User.Read.All`, `${graph}/Mail.Read`, `${graph}/Group.Read.All`];
  assert.deepEqual(missingScopes(asked, ['openid', `${graph}/Mail.Read`]), [
    `${graph}/User.Read.All`,
    `${graph}/Group.Read.All`,
  ]);
});

test('a granted scope counts without its API, and in any case', () => {
  assert.deepEqual(missingScopes([`${graph}/User.Read.All`], ['user.read.all']), []);
});

test('everything is never missing', () => {
  assert.deepEqual(missingScopes([`${graph}/.default`], []), []);
});
