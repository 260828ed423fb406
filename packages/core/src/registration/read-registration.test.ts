import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi } from '../../test/an-api.ts';
import { aFetch, anAnswer, clientId } from '../../test/builders.ts';
import { readApplicationId } from '../ids.ts';
import { readRegistration } from './read-registration.ts';

const graphApi = readApplicationId('00000003-0000-0000-c000-000000000000');
const objectId = '44444444-4444-4444-8444-444444444444';
const permission = '66666666-6666-4666-8666-666666666666';
const principalId = '77777777-7777-4777-8777-777777777777';
const graphId = '88888888-8888-4888-8888-888888888888';

const anApplication = (more: object = {}) => ({
  id: objectId,
  appId: clientId,
  displayName: 'Contoso',
  signInAudience: 'AzureADMultipleOrgs',
  web: { redirectUris: ['https://a.example/x'], implicitGrantSettings: { enableIdTokenIssuance: true } },
  requiredResourceAccess: [
    {
      resourceAppId: graphApi.toUpperCase(),
      resourceAccess: [
        { id: permission, type: 'Scope' },
        { id: objectId, type: 'Role' },
      ],
    },
  ],
  ...more,
});
const list = (...value: readonly unknown[]) => anAnswer({ value });

test('reads the registration, the service principal, the APIs and what an administrator consented to', async () => {
  const fetch = aFetch(
    list({ id: principalId, appId: clientId, accountEnabled: false }),
    list(anApplication()),
    list({
      id: graphId,
      appId: graphApi,
      oauth2PermissionScopes: [
        { id: permission, value: 'User.Read.All', isEnabled: true },
        { id: permission, value: 'Gone', isEnabled: false },
      ],
    }),
    list(
      {
        id: 'one',
        clientId: principalId,
        consentType: 'AllPrincipals',
        resourceId: graphId,
        scope: ' User.Read.All openid',
      },
      { id: 'other', clientId: principalId, consentType: 'AllPrincipals', resourceId: objectId, scope: 'x' },
    ),
  );
  const found = await readRegistration(anApi(fetch), { application: clientId, apis: [graphApi] });
  assert.equal(found.application?.objectId, objectId);
  assert.deepEqual(found.application?.access, [{ api: graphApi, scopes: [permission], roles: [objectId] }]);
  assert.equal(found.application?.issuesIdTokens, true);
  assert.deepEqual(found.principal, { id: principalId, isEnabled: false });
  assert.deepEqual([...(found.apis.get(graphApi)?.scopes ?? [])], [['user.read.all', permission]]);
  assert.deepEqual(found.consents, [{ id: 'one', api: graphApi, scopes: ['User.Read.All', 'openid'] }]);
});

test('asks for no consents where the tenant does not know the application', async () => {
  const fetch = aFetch(list(), list());
  const found = await readRegistration(anApi(fetch), { application: clientId, apis: [] });
  assert.equal(found.application, undefined);
  assert.equal(found.principal, undefined);
  assert.deepEqual(found.consents, []);
  assert.equal(fetch.requests.length, 2);
});

test('refuses a registration whose parts are of another kind than documented', async () => {
  const flaws = [
    { id: '../x' },
    { appId: 1 },
    { signInAudience: null },
    { web: { redirectUris: [1] } },
    { requiredResourceAccess: [{ resourceAppId: graphApi, resourceAccess: [{ id: 'x', type: 'Scope' }] }] },
    { keyCredentials: [{ keyId: null }] },
  ];
  for (const flaw of flaws) {
    const fetch = aFetch(list(), list(anApplication(flaw)));
    await assert.rejects(
      readRegistration(anApi(fetch), { application: clientId, apis: [] }),
      { code: 'api_bad_response' },
      JSON.stringify(flaw),
    );
  }
});
