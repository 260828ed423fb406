import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clouds } from '../entra/clouds.ts';
import { type ApiPermissions, defaultScopeOf, missingPermissions, permissionsOf } from './permissions.ts';

const api = (resource: string, application: string[] = [], delegated: string[] = []): ApiPermissions => ({
  resource,
  application,
  delegated,
});

test('names what is missing, API by API, and leaves out the APIs that lack nothing', () => {
  const wanted = [api('graph', ['A.Read', 'B.Read'], ['C.Read']), api('arm', [], ['user_impersonation'])];
  const found = [api('graph', ['A.Read'], ['C.Read', 'D.Read']), api('arm', [], ['user_impersonation'])];
  assert.deepEqual(missingPermissions(wanted, found), [api('graph', ['B.Read'])]);
  assert.deepEqual(missingPermissions(wanted, wanted), []);
  assert.deepEqual(missingPermissions(wanted, []), wanted);
});

test('an application permission is no delegated one, and a wider one is another', () => {
  const wanted = [api('graph', ['Device.Read.All'])];
  assert.deepEqual(missingPermissions(wanted, [api('graph', [], ['Device.Read.All'])]), wanted);
  assert.deepEqual(missingPermissions(wanted, [api('graph', ['Device.ReadWrite.All'])]), wanted);
  assert.deepEqual(missingPermissions(wanted, [api('defender', ['Device.Read.All'])]), wanted);
});

test('compares names in any case, as Entra takes them', () => {
  assert.deepEqual(
    missingPermissions([api('graph', ['device.read.all'])], [api('graph', ['Device.Read.All'])]),
    [],
  );
});

test('takes all APIs, or those that are named', () => {
  const all = [api('graph', ['A']), api('arm', ['B'])];
  assert.deepEqual(permissionsOf(all, undefined), all);
  assert.deepEqual(permissionsOf(all, ['arm']), [api('arm', ['B'])]);
});

test('asks for everything by the audience of the cloud, or by a URI letter by letter', () => {
  assert.equal(defaultScopeOf(clouds['us-government'], 'graph'), 'https://graph.microsoft.us/.default');
  assert.equal(defaultScopeOf(clouds.public, 'https://api.example/'), 'https://api.example//.default');
  assert.equal(defaultScopeOf(clouds.public, 'constructor'), 'constructor/.default');
});
