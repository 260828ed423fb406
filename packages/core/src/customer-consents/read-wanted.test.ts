import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientId, errorOf } from '../../test/builders.ts';
import { clouds } from '../entra/clouds.ts';
import { readWantedConsents } from './read-wanted.ts';

const read = (value: unknown) => readWantedConsents(clouds.public, value);
const ofResource = (resource: string) => read({ grants: [{ resource, scopes: ['User.Read.All'] }] });
const ofScope = (scope: unknown) => read({ grants: [{ resource: 'graph', scopes: [scope] }] });

test('reads names, application ids and URIs of APIs', () => {
  const names = {
    graph: 'graph',
    '00000003-0000-0000-C000-000000000000': 'graph',
    'https://graph.microsoft.com/': 'graph',
    'https://management.azure.com': 'arm',
    exchange: 'exchange',
    'https://manage.office.com': 'office-management',
    'c0000000-0000-4000-8000-000000000009': 'c0000000-0000-4000-8000-000000000009',
  };
  for (const [text, name] of Object.entries(names))
    assert.equal(ofResource(text).grants[0]?.resource.name, name, text);
});

test('knows what Partner Center calls each API, and what a token for it is asked for with', () => {
  const of = (name: string) => ofResource(name).grants[0]?.resource;
  assert.deepEqual(of('graph'), {
    name: 'graph',
    appId: '00000003-0000-0000-c000-000000000000',
    tokenResource: 'graph',
  });
  assert.equal(of('exchange')?.tokenResource, 'https://outlook.office365.com');
  assert.equal(of('sharepoint')?.tokenResource, undefined);
});

test('names no host of the public cloud in a national one', () => {
  const list = { grants: [{ resource: 'exchange', scopes: ['Mail.Read'] }] };
  assert.equal(readWantedConsents(clouds.china, list).grants[0]?.resource.tokenResource, undefined);
});

test('puts Graph first, by which the others can be looked at', () => {
  const { grants } = read({
    grants: [
      { resource: 'arm', scopes: ['user_impersonation'] },
      { resource: 'graph', scopes: ['User.Read.All'] },
    ],
  });
  assert.deepEqual(
    grants.map(({ resource }) => resource.name),
    ['graph', 'arm'],
  );
});

test('takes a permission that is there twice, in whatever case, once', () => {
  const { grants } = read({ grants: [{ resource: 'graph', scopes: ['User.Read.All', 'user.read.all'] }] });
  assert.deepEqual(grants[0]?.scopes, ['user.read.all']);
});

test('reads application and display name', () => {
  const { applicationId, displayName } = read({
    applicationId: clientId,
    displayName: ' Control panel ',
    grants: [{ resource: 'graph', scopes: ['User.Read.All'] }],
  });
  assert.deepEqual([applicationId, displayName], [clientId, 'Control panel']);
});

for (const [text, meant] of Object.entries({
  'Microsoft Graph': /Write graph\./,
  Graph: /Write graph\./,
  graphs: /Write graph\./,
  'Exchange Online': /Write exchange\./,
  Azure: /Write arm\./,
  WindowsDefenderATP: /Write defender-endpoint\./,
  'share point': /Write sharepoint\./,
  'https://example.com/api': /application id/,
  'partner-center': /approves the application/,
  'https://api.partnercenter.microsoft.com': /approves the application/,
  'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd': /approves the application/,
  'https://graph.windows.net': /Write graph/,
  '04b07795-8ddb-461a-bbee-02f9e1bf7b46': /Name the API/,
})) {
  test(`refuses ${text} for an API, and says what was probably meant`, async () => {
    const error = await errorOf(() => ofResource(text));
    assert.equal(error.code, 'consents_invalid');
    assert.match(error.remedy, meant);
  });
}

for (const [scope, meant] of [
  ['User.Read.All,Directory.Read.All', /a text of its own/],
  ['User.Read.All Directory.Read.All', /a text of its own/],
  ['https://graph.microsoft.com/User.Read.All', /Write "User.Read.All" alone/],
  ['.default', /Name each permission/],
  ['offline_access', /Leave it out/],
  ['e1fe6dd8-ba31-4d61-89e7-88639da4683d', /as the registration shows it/],
  ['', /such as/],
  [7, /such as/],
] as const) {
  test(`refuses ${JSON.stringify(scope)} for a permission, and says why`, async () => {
    const error = await errorOf(() => ofScope(scope));
    assert.equal(error.code, 'consents_invalid');
    assert.match(error.remedy, meant);
  });
}

for (const [name, value, said] of [
  ['no object', [], /The list is no JSON object/],
  ['no grants', {}, /grants is no list/],
  ['an empty list', { grants: [] }, /grants is no list of 1 to 50/],
  ['a field that is not known', { grant: [], grants: [] }, /"grant"/],
  [
    'a field of a grant that is not known',
    { grants: [{ resource: 'graph', scope: 'User.Read.All' }] },
    /"scope"/,
  ],
  ['no scopes', { grants: [{ resource: 'graph' }] }, /grants\[0\].scopes/],
  ['a resource that is no text', { grants: [{ resource: 7, scopes: ['a'] }] }, /grants\[0\].resource/],
  [
    'an API that is there twice',
    {
      grants: [
        { resource: 'graph', scopes: ['User.Read.All'] },
        { resource: '00000003-0000-0000-c000-000000000000', scopes: ['Directory.Read.All'] },
      ],
    },
    /graph is there twice/,
  ],
  [
    'an application that is none',
    { applicationId: 'mine', grants: [{ resource: 'graph', scopes: ['a'] }] },
    /application id/,
  ],
  [
    'a name on two lines',
    { displayName: 'a\nb', grants: [{ resource: 'graph', scopes: ['a'] }] },
    /displayName/,
  ],
] as const) {
  test(`refuses ${name}`, async () => {
    const error = await errorOf(() => read(value));
    assert.equal(error.code, 'consents_invalid');
    assert.match(error.message, said);
  });
}
