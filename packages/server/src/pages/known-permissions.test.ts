import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clouds, connectScopes, permissionName, resellerPermissions } from '@consentry/core';
import { findKnownPermission } from './known-permissions.ts';

test('says in plain words whatever is asked of a partner, and of a reseller', () => {
  const asked = connectScopes(clouds.public).map(permissionName);
  assert.ok(asked.includes('user_impersonation'));
  for (const name of [...asked, 'openid', 'profile', 'offline_access'])
    assert.ok(findKnownPermission('partner-center', name), name);
  for (const name of resellerPermissions) assert.ok(findKnownPermission('graph', name), name);
});

test('tells one name of two APIs apart, takes names in any case, and knows nothing of others', () => {
  assert.equal(findKnownPermission('arm', 'user_impersonation'), 'arm user_impersonation');
  assert.equal(findKnownPermission('graph', 'device.read.all'), 'Device.Read.All');
  assert.equal(findKnownPermission('graph', 'user_impersonation'), undefined);
  assert.equal(findKnownPermission('https://api.contoso.example', 'Orders.Read'), undefined);
});
