import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { readConfig } from '../config.ts';

const application = { id: '11111111-2222-4333-8444-555555555555', secretFile: '/etc/secret' };

function read(adminConsent: unknown, environment: Record<string, string> = {}) {
  return readConfig({
    environment,
    file: { path: 'consentry.json', text: JSON.stringify({ application, adminConsent }) },
    files: { look: () => ({ kind: 'nothing' }), read: () => ({ ok: true, text: 'secret', ownerOnly: true }) },
    directory: '/srv',
    now: 0,
  }).adminConsent;
}

test('administrators of customers are not asked unless permissions are listed', () => {
  assert.equal(read(undefined), undefined);
  assert.equal(read({ endpoints: 'v1' }), undefined);
});

test('reads permissions by API, the generation of the endpoint, and tenants that are no customer', () => {
  const permissions = [{ resource: 'defender', application: ['Incident.Read.All'] }];
  const excludedTenants = '11111111-2222-4333-8444-555555555555, 66666666-7777-4888-8999-AAAAAAAAAAAA';
  assert.deepEqual(read({ permissions, endpoints: 'v1', excludedTenants }), {
    endpoints: 'v1',
    permissions: [{ resource: 'defender', application: ['Incident.Read.All'], delegated: [] }],
    excluded: ['11111111-2222-4333-8444-555555555555', '66666666-7777-4888-8999-aaaaaaaaaaaa'],
  });
  const environment = { CONSENTRY_ADMIN_CONSENT_PERMISSIONS: JSON.stringify(permissions) };
  assert.equal(read(undefined, environment)?.permissions[0]?.resource, 'defender');
});

for (const [what, permissions] of [
  ['an empty list', []],
  [
    'an API twice',
    [
      { resource: 'graph', delegated: ['A'] },
      { resource: 'graph', delegated: ['B'] },
    ],
  ],
  ['an API without permissions', [{ resource: 'graph' }]],
  ['a permission twice', [{ resource: 'graph', application: ['User.Read', 'user.read'] }]],
  [
    'a permission with its API',
    [{ resource: 'graph', application: ['https://graph.microsoft.com/User.Read'] }],
  ],
  ['a field that is not known', [{ resource: 'graph', application: ['A'], roles: [] }]],
  ['Partner Center, which has no customers’ tokens', [{ resource: 'partner-center', delegated: ['A'] }]],
  ['an API that the cloud does not have', [{ resource: 'intune', delegated: ['A'] }]],
] as const) {
  test(`refuses ${what}`, () => {
    assert.throws(
      () => read({ permissions }),
      (error) =>
        isConsentryError(error, 'invalid_configuration') && /adminConsent\.permissions/.test(error.message),
    );
  });
}
