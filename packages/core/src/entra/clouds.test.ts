import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf, partner } from '../../test/builders.ts';
import { clouds, declareCloud, resourceScope } from './clouds.ts';
import { authorizeEndpoint, discoveryEndpoint, loginOrigin, tokenEndpoint } from './endpoints.ts';

test('every built-in cloud signs for its own login host, and keeps its tokens on https', () => {
  for (const [name, cloud] of Object.entries(clouds)) {
    assert.equal(cloud.name, name);
    assert.equal(cloud.issuers.v2, `${cloud.loginBaseUrl}/{tenantid}/v2.0`);
    for (const { baseUrl, otherBaseUrls = [] } of Object.values(cloud.resources)) {
      for (const url of [baseUrl, ...otherBaseUrls]) assert.match(url, /^https:\/\/[a-z0-9.-]+$/);
    }
  }
});

test('the sovereign clouds have the hosts that the specification lists', () => {
  const { public: everyone, china, germany } = clouds;
  assert.equal(clouds['us-government'].resources['partner-center'], everyone.resources['partner-center']);
  assert.equal(clouds['us-dod'].resources['partner-center'], undefined);
  assert.equal(clouds['us-dod'].resources.graph?.baseUrl, 'https://dod-graph.microsoft.us');
  assert.equal(
    china.resources['partner-center']?.baseUrl,
    'https://partner.partnercenterapi.microsoftonline.cn',
  );
  assert.equal(china.resources.defender, undefined);
  assert.equal(germany.resources.arm?.baseUrl, 'https://management.core.cloudapi.de');
});

test('a token of Partner Center may name it by URI, with or without slash, or by application id', () => {
  assert.deepEqual(clouds.public.resources['partner-center']?.audiences, [
    'https://api.partnercenter.microsoft.com',
    'https://api.partnercenter.microsoft.com/',
    'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd',
  ]);
  assert.ok(clouds.public.resources.arm?.audiences.includes('https://management.core.windows.net/'));
});

test('a scope is the audience letter by letter, so that a slash at its end is doubled', () => {
  const { resources } = declareCloud({
    name: 'lab',
    loginBaseUrl: 'https://login.lab.example',
    resources: {
      arm: { baseUrl: 'https://arm.lab.example', audience: 'https://management.core.windows.net/' },
      graph: { baseUrl: 'https://graph.lab.example' },
    },
  });
  assert.ok(resources.arm && resources.graph);
  assert.equal(resourceScope(resources.arm), 'https://management.core.windows.net//.default');
  assert.equal(resourceScope(resources.graph, 'User.Read'), 'https://graph.microsoft.com/User.Read');
});

test('a declared cloud may live on a port and a path, and has the public audiences', () => {
  const cloud = declareCloud({
    name: 'lab',
    loginBaseUrl: 'http://127.0.0.1:8443/login/',
    resources: { 'partner-center': { baseUrl: 'http://127.0.0.1:8443/pc/' } },
  });
  assert.equal(
    tokenEndpoint(cloud, partner, 'v2'),
    `http://127.0.0.1:8443/login/${partner}/oauth2/v2.0/token`,
  );
  assert.equal(
    authorizeEndpoint(cloud, 'organizations', 'v2'),
    'http://127.0.0.1:8443/login/organizations/oauth2/v2.0/authorize',
  );
  assert.equal(
    discoveryEndpoint(cloud, 'v2'),
    'http://127.0.0.1:8443/login/organizations/v2.0/.well-known/openid-configuration',
  );
  assert.equal(loginOrigin(cloud), 'http://127.0.0.1:8443');
  assert.equal(cloud.builtIn, false);
  assert.equal(cloud.issuers.v2, 'http://127.0.0.1:8443/login/{tenantid}/v2.0');
  const { audience, baseUrl, belongsTo } = cloud.resources['partner-center'] ?? {};
  assert.deepEqual(
    [audience, baseUrl, belongsTo],
    ['https://api.partnercenter.microsoft.com', 'http://127.0.0.1:8443/pc', 'partner'],
  );
  assert.equal(cloud.resources.graph, undefined);
});

test('a declaration with faults is refused with all of them', async () => {
  const faulty = {
    name: 'public',
    loginBaseUrl: 'ftp://login.example',
    issuers: { v2: 'https://login.example/v2.0' },
    resources: {
      graph: { baseUrl: 'https://user:password@graph.example', audience: 'graph' },
      exchange: { baseUrl: 'https://exchange.example' },
    },
  };
  const error = await errorOf(() => declareCloud(faulty));
  assert.equal(error.code, 'invalid_configuration');
  assert.deepEqual(error.facts['problems'], [
    'public is a built-in cloud',
    'loginBaseUrl must be an http or https URL',
    'issuers.v2 must be a URL that holds {tenantid} once',
    'resources.graph.baseUrl must have no user, password, query or fragment',
    'resources.graph.audience must be a URI',
    'resources.exchange is not a known API',
  ]);
  assert.doesNotMatch(error.message, /password@/);
});
