import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { customer, partner } from '../../test/builders.ts';
import { errorTable } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';

const all: readonly (readonly [string, Endpoint])[] = Object.entries(endpoints);

/** The operations for which something is wrong. */
const where = (isWrong: (endpoint: Endpoint) => boolean): readonly string[] =>
  all.filter(([, endpoint]) => isWrong(endpoint)).map(([name]) => name);

test('checks exactly the parameters that stand in the path', () => {
  const wrong = where(({ path, params }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    return new Set(inPath).symmetricDifference(new Set(Object.keys(params?.shape ?? {}))).size > 0;
  });
  assert.deepEqual(wrong, []);
});

test('lets no parameter of a path be empty or reach over its part', () => {
  const wrong = where(({ params }) =>
    ['', '.', '..', 'a/b', '%2e%2e', '*'].some((value) => {
      const values = Object.keys(params?.shape ?? {}).map((name) => [name, value]);
      return params?.safeParse(Object.fromEntries(values)).success === true;
    }),
  );
  assert.deepEqual(wrong, []);
});

test('has one operation for each method, path and listener', () => {
  const doors = all.map(
    ([, { method, path, listener }]) => `${listener} ${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`,
  );
  assert.equal(new Set(doors).size, doors.length);
});

test('names only errors that exist, each once', () => {
  const wrong = where(
    ({ errors }) =>
      errors.some((code) => !Object.hasOwn(errorTable, code)) || new Set(errors).size !== errors.length,
  );
  assert.deepEqual(wrong, []);
});

test('records something, or says why not', () => {
  const wrong = where(({ audit }) => ('none' in audit ? audit.none.length < 10 : audit.length === 0));
  assert.deepEqual(wrong, []);
});

test('records whatever changes something', () => {
  assert.deepEqual(
    where(({ method, audit }) => method !== 'GET' && 'none' in audit),
    // They ask Microsoft, which is no matter for GET, and change nothing.
    ['planCustomerConsents', 'proveCredentials'],
  );
});

test('may refuse for want of a record wherever it records', () => {
  const wrong = where(({ audit, errors }) => !('none' in audit) && !errors.includes('audit_unavailable'));
  assert.deepEqual(wrong, []);
});

test('keeps invited persons to the public listener, and callers and operators to the other', () => {
  const wrong = where(({ listener, role }) =>
    listener === 'public' ? role !== 'invited' : role === 'invited',
  );
  assert.deepEqual(wrong, []);
});

test('lets everybody in only where nothing about anybody is said', () => {
  assert.deepEqual(
    where(({ role }) => role === 'anyone'),
    ['openApi', 'health', 'readiness'],
  );
});

test('reads no body with GET, and none without a limit; a larger one is passed on, not read', () => {
  // An operator may name thousands of customers.
  const long: readonly string[] = [endpoints.createSweep.path];
  const limitOf = (path: string, contentType: string): number =>
    contentType === 'any' ? 16 * 1024 * 1024 : long.includes(path) ? 1024 * 1024 : 65_536;
  const wrong = where(
    ({ method, path, body }) =>
      body !== undefined &&
      (method === 'GET' || !(body.maxBytes > 0 && body.maxBytes <= limitOf(path, body.contentType))),
  );
  assert.deepEqual(wrong, []);
});

test('lets no field out that an answer does not name', () => {
  const wrong = where(({ response }) => typeof response !== 'string' && !isStrict(response.schema, 'output'));
  assert.deepEqual(wrong, []);
});

test('takes no field that is not named', () => {
  const wrong = where(({ body, query, params }) =>
    [body?.schema, query, params].some((schema) => schema !== undefined && !isStrict(schema)),
  );
  assert.deepEqual(wrong, []);
});

test('would notice a form that takes any field, however deep it lies', () => {
  assert.ok(!isStrict(z.strictObject({ list: z.array(z.object({ id: z.string() })) })));
  assert.ok(!isStrict(z.object({ list: z.array(z.looseObject({ id: z.string() })) }), 'output'));
  assert.ok(isStrict(z.strictObject({ list: z.array(z.strictObject({ id: z.string() })) })));
});

/** True when every object of a form is closed. */
function isStrict(schema: z.ZodType, io: 'input' | 'output' = 'input'): boolean {
  const isClosed = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null) return true;
    const isOpen =
      'properties' in node && !('additionalProperties' in node && node.additionalProperties === false);
    return !isOpen && Object.values(node).every(isClosed);
  };
  return isClosed(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

const asked = { partner, customer, resource: 'graph' };

test('reads a request for a token, with ids in lower case', () => {
  const body = { ...asked, partner: 'ABCDEF01-1111-4111-8111-111111111111' };
  const read = endpoints.acquireToken.body.schema.parse(body);
  assert.equal(read.partner, 'abcdef01-1111-4111-8111-111111111111');
});

for (const [what, change] of [
  ['a field that it does not know', { tenant: partner }],
  ['a tenant by its domain', { customer: 'contoso.example' }],
  ['an empty tenant', { customer: '' }],
  ['a resource with a blank', { resource: 'https://a.example/ https://graph.microsoft.com' }],
  ['a resource without TLS', { resource: 'http://graph.microsoft.com' }],
  ['a resource with a line break', { resource: 'graph\n' }],
  ['an empty scope', { scopes: [''] }],
  ['too many scopes', { scopes: Array.from({ length: 51 }, () => 'User.Read') }],
  ['a lifetime that no token has', { minimumLifetimeMs: 30 * 60_000 + 1 }],
  ['a negative lifetime', { minimumLifetimeMs: -1 }],
] as const) {
  test(`refuses a request for a token with ${what}`, () => {
    assert.ok(endpoints.acquireToken.body.schema.safeParse(asked).success);
    assert.ok(!endpoints.acquireToken.body.schema.safeParse({ ...asked, ...change }).success);
  });
}

test('makes an invitation connect, and accept no unknown MFA, unless it is told', () => {
  const { kind, acceptsUnknownMfa } = endpoints.createInvitation.body.schema.parse({ partner });
  assert.deepEqual([kind, acceptsUnknownMfa], ['connect', false]);
});

for (const [lifetimeMs, isTaken] of [
  [59_999, false],
  [60_000, true],
  [30 * 86_400_000, true],
  [30 * 86_400_000 + 1, false],
] as const) {
  test(`${isTaken ? 'takes' : 'refuses'} an invitation that lives for ${lifetimeMs} ms`, () => {
    assert.equal(endpoints.createInvitation.body.schema.safeParse({ partner, lifetimeMs }).success, isTaken);
  });
}

test('reads the limit of a list from text, and takes 100 when none is named', () => {
  const { query } = endpoints.listGrants;
  assert.deepEqual([query.parse({ limit: '5' }).limit, query.parse({}).limit], [5, 100]);
});

test('refuses a limit of a list that is none', () => {
  const { query } = endpoints.listGrants;
  for (const limit of ['0', '1001', '-1', '1.5', 'all', 'NaN', 'Infinity']) {
    assert.ok(!query.safeParse({ limit }).success, limit);
  }
});
