import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickAnswered, pickAsked } from './call-headers.ts';

const dropped = [
  'authorization',
  'connection',
  'consentry-partner',
  'cookie',
  'forwarded',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
  'x-anything',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-http-method-override',
  'x-ms-authorization-auxiliary',
  'x-request-id',
];

for (const name of dropped) {
  test(`drops ${name} in both directions`, () => {
    assert.deepEqual(pickAsked([[name, 'x']]), {});
    assert.deepEqual(pickAnswered({ [name]: 'x' }, 'https://api.example', '/v1/call/graph'), {});
  });
}

test('passes on what an API needs, and what it says of itself', () => {
  const asked = {
    accept: 'a',
    'if-match': '"1"',
    'ms-requestid': '1',
    prefer: 'x',
    consistencylevel: 'eventual',
  };
  assert.deepEqual(pickAsked(Object.entries(asked)), asked);
  const answered = {
    'content-type': 'a/b',
    etag: '"1"',
    'retry-after': '3',
    'ms-correlationid': '1',
    'request-id': '2',
    'x-ms-ratelimit-remaining-subscription-reads': '7',
  };
  assert.deepEqual(pickAnswered(answered, 'https://api.example', '/v1/call/arm'), answered);
});

for (const [location, passedOn] of [
  ['https://api.example/base/v1.0/jobs/1?x=y', '/v1/call/graph/v1.0/jobs/1?x=y'],
  ['/base/v1.0/jobs/1', '/v1/call/graph/v1.0/jobs/1'],
  ['https://api.example/other/1', undefined],
  ['https://api.example/basement/1', undefined],
  ['https://user@api.example/base/1', undefined],
  ['http://api.example/base/1', undefined],
  ['https://api.example.evil.example/base/1', undefined],
  ['//evil.example/base/1', undefined],
  ['https://files.example/base/1?signature=secret', undefined],
  ['https://[', undefined],
  ['javascript:alert(1)', undefined],
] as const) {
  test(`${passedOn === undefined ? 'drops' : 'rewrites'} the address ${location}`, () => {
    for (const name of ['location', 'content-location', 'azure-asyncoperation']) {
      const picked = pickAnswered({ [name]: location }, 'https://api.example/base', '/v1/call/graph');
      assert.equal(picked[name], passedOn);
    }
  });
}
