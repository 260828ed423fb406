import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResource } from './cloud.ts';
import { clouds, resourceScope } from './clouds.ts';
import { resourceOf } from './scopes.ts';

test('finds the resource of a scope letter by letter, also one that ends in a slash', () => {
  for (const cloud of Object.values(clouds)) {
    for (const resource of Object.values(cloud.resources)) {
      for (const name of ['.default', 'user_impersonation']) {
        assert.equal(resourceOf([resourceScope(resource, name)]), resource.audience);
      }
    }
  }
  const withSlash = createResource('arm', 'https://management.azure.com', {
    audience: 'https://management.core.windows.net/',
  });
  assert.equal(resourceScope(withSlash), 'https://management.core.windows.net//.default');
  assert.equal(resourceOf([resourceScope(withSlash)]), 'https://management.core.windows.net/');
});

test('takes several permissions of one resource, and refuses those of two, none, and a bare name', () => {
  const graph = 'https://graph.microsoft.com';
  assert.equal(resourceOf([`${graph}/User.Read`, `${graph}/Group.Read.All`]), graph);
  for (const scopes of [[], [`${graph}/User.Read`, 'https://vault.azure.net/.default'], ['openid']]) {
    assert.throws(() => resourceOf(scopes), TypeError);
  }
});
