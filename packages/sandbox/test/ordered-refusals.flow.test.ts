import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import { PARTNER_CENTER_SCOPE, createExampleClient } from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';

function ask(client: ExampleClient): Promise<TokenAnswer> {
  return client.refresh('anything', PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
}

test('any number can be ordered, with what Entra says with it as far as the sandbox knows', async () => {
  const client = await createExampleClient();
  for (const [code, status, error] of [
    [90033, 503, 'temporarily_unavailable'],
    [50074, 400, 'interaction_required'],
    [650051, 401, 'invalid_client'],
    [50001, 400, 'invalid_resource'],
    [50053, 400, 'invalid_grant'],
    [1234567, 400, 'invalid_grant'],
  ] as const) {
    client.sandbox.control.playFault({ service: 'login', fault: { kind: 'aadsts', code } });
    const { status: given, body } = await ask(client);
    assert.deepEqual([given, body['error'], body.error_codes], [status, error, [code]]);
    assert.match(body['error_description'] ?? '', new RegExp(`^AADSTS${code}: .+\r\nTrace ID: `));
  }
});

test('error, suberror, status and text of a number can be ordered too', async () => {
  const client = await createExampleClient();
  client.sandbox.control.playFault({
    service: 'login',
    fault: {
      kind: 'aadsts',
      code: 50076,
      error: 'interaction_required',
      suberror: 'additional_action',
      status: 403,
      description: 'As ordered.',
    },
  });
  const { status, body } = await ask(client);
  assert.deepEqual(
    [status, body['error'], body['suberror']],
    [403, 'interaction_required', 'additional_action'],
  );
  assert.match(body['error_description'] ?? '', /^AADSTS50076: As ordered\./);
  assert.match(body['claims'] ?? '', /polids/);
});

test('where a browser asks, an ordered number is a page', async () => {
  const client = await createExampleClient();
  client.sandbox.control.playFault({ service: 'login', fault: { kind: 'aadsts', code: 90033 } });
  const page = await client.person.open(client.authorizeUrl());
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  assert.match(page.text, /AADSTS90033/);
});

test('a path with many stars is found or not at once', async () => {
  const client = await createExampleClient();
  const { control } = client.sandbox;
  const never = control.playFault({
    service: 'login',
    path: `${'/*a*'.repeat(40)}b`,
    fault: { kind: 'aadsts', code: 1 },
  });
  const once = control.playFault({
    service: 'login',
    path: '/*/OAUTH2/*token',
    fault: { kind: 'aadsts', code: 2 },
  });
  await client.send(new Request(`${client.sandbox.origins.login}/${'/a'.repeat(3000)}`));
  assert.deepEqual((await ask(client)).body.error_codes, [2]);
  assert.deepEqual([never.played(), once.played()], [0, 1]);
});
