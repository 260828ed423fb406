import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorldFileError, readWorld } from './read-world.ts';

const TENANT = '20000000-0000-4000-8000-000000000001';
const CLIENT = '40000000-0000-4000-8000-000000000000';
const OTHER = '40000000-0000-4000-8000-0000000000aa';

/** A world with an API, to which another application wants access. */
function writeFile(api: object, wanted: object): string {
  return JSON.stringify({
    tenants: [{ id: TENANT, name: 'Partner', defaultDomain: 'partner.example', kind: 'partner' }],
    applications: [
      { clientId: OTHER, homeTenantId: TENANT, displayName: 'API', api },
      { clientId: CLIENT, homeTenantId: TENANT, displayName: 'Client', requiredScopes: [wanted] },
    ],
  });
}

const API = { identifierUri: 'api://partner.example', scopes: ['Orders.Read'] };

test('reads an API; it accepts v2 tokens unless the file says otherwise', () => {
  const wanted = { resource: API.identifierUri, scopes: ['Orders.Read'] };
  const [application] = readWorld(writeFile(API, wanted)).applications;
  assert.deepEqual(application?.api, { ...API, accessTokenVersion: 2 });
});

test('reports what is wrong with an API, and with those who want access to it', () => {
  const cases: [api: object, wanted: object, problem: RegExp][] = [
    [
      API,
      { resource: API.identifierUri, scopes: ['Orders.Write'] },
      /requiredScopes\[0\]\.scopes\[0\].*no permission/,
    ],
    [
      API,
      { resource: 'api://unknown.example', scopes: ['A'] },
      /requiredScopes\[0\]\.resource.*no application/,
    ],
    [
      { ...API, identifierUri: 'https://partner.example' },
      { resource: API.identifierUri, scopes: ['Orders.Read'] },
      /api\.identifierUri.*must be such as api:/,
    ],
    [{ ...API, scopes: [] }, { resource: API.identifierUri, scopes: ['Orders.Read'] }, /api\.scopes/],
  ];
  for (const [api, wanted, problem] of cases) {
    assert.throws(
      () => readWorld(writeFile(api, wanted)),
      (error) => error instanceof WorldFileError && problem.test(error.message.replaceAll('\n', ' ')),
    );
  }
});
