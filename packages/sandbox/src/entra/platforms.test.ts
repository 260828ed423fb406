import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleApplication } from '../world/default-world.ts';
import { findPlatform, policySource } from './platforms.ts';

const application = {
  ...exampleApplication({ redirectUris: ['http://localhost:1/web'] }),
  spaRedirectUris: ['https://app.example/page'],
  publicClientRedirectUris: ['http://localhost/signed-in', 'http://127.0.0.1', 'app://signed-in'],
};

test('knows the platform of a redirect URI', () => {
  assert.equal(findPlatform(application, 'http://localhost:1/web'), 'web');
  assert.equal(findPlatform(application, 'https://app.example/page'), 'spa');
  assert.equal(findPlatform(application, 'app://signed-in'), 'public');
  assert.equal(findPlatform(application, 'https://app.example/'), undefined);
});

test('takes any port at loopback for the public platform, and nothing else that differs', () => {
  assert.equal(findPlatform(application, 'http://localhost:5000/signed-in'), 'public');
  assert.equal(findPlatform(application, 'http://127.0.0.1:5000'), 'public');
  for (const uri of [
    'http://localhost:5000/',
    'http://localhost:5000/signed-in?x',
    'http://localhost:99999/signed-in',
    'http://localhost:80@evil.example/signed-in',
    'http://localhost:2/web',
    'https://app.example:5000/page',
  ]) {
    assert.equal(findPlatform(application, uri), undefined, uri);
  }
});

test('names an origin, or the scheme of an application, for a content security policy', () => {
  assert.equal(policySource('http://localhost:1/web'), 'http://localhost:1');
  assert.equal(policySource('app://signed-in'), 'app:');
});
