import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorTable } from '@consentry/core';
import { type Endpoint, endpoints, refusal } from '@consentry/core/contract';
import { Validator } from '@seriousme/openapi-schema-validator';
import { aBroker, type TestBroker } from './a-broker.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema?: { examples?: unknown[] } }> };
  readonly responses: Record<
    string,
    {
      readonly headers: object;
      readonly content: { readonly 'application/json'?: { readonly examples?: Record<string, object> } };
    }
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly examples: Record<string, { readonly value: unknown }> };
}

const base = 'http://127.0.0.1:44396';

/** The document as anybody gets it, without a key. */
async function readDocument(t: TestBroker): Promise<Document> {
  const response = await t.send(new Request(`${base}/openapi.json`));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/json');
  return (await response.json()) as Document;
}

// The dashboard is pages for people, and no part of the API.
const ofApi: readonly (readonly [string, Endpoint])[] = Object.entries(endpoints).filter(
  ([, { listener, response }]) => listener === 'api' && response !== 'dashboard',
);

function operationsOf({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
}

test('the document is valid OpenAPI 3.1 to a validator of others', async () => {
  await using t = await aBroker();
  const document = await readDocument(t);
  assert.equal(document.openapi, '3.1.1');
  const verdict = await new Validator().validate({ ...document });
  assert.ok(verdict.valid, JSON.stringify(verdict.errors));
  const broken = { ...document, paths: { '/v1/tokens': { post: { responses: 'none' } } } };
  assert.ok(!(await new Validator().validate(broken)).valid, 'the validator looks');
});

test('it has every operation of the API listener, and no other', async () => {
  await using t = await aBroker();
  const told = operationsOf(await readDocument(t)).map(
    ({ path, method, operation }) => `${method} ${path} ${operation.operationId}`,
  );
  assert.deepEqual(
    told.toSorted(),
    ofApi.map(([name, { method, path }]) => `${method} ${path.replace('...', '')} ${name}`).toSorted(),
  );
});

test('the broker answers each of its operations, and asks for a key where it says so', async () => {
  await using t = await aBroker();
  for (const { path, method, operation } of operationsOf(await readDocument(t))) {
    const url = base + path.replaceAll(/\{(\w+)\}/g, 'nothing');
    const response = await t.send(new Request(url, { method }));
    const isOpen = operation.security.length === 0;
    assert.equal(response.status, isOpen ? 200 : 401, `${method} ${path}`);
    await response.body?.cancel();
  }
});

test('it names every refusal of an operation under its status, with an example that is one', async () => {
  await using t = await aBroker();
  const document = await readDocument(t);
  const named = new Set<string>();
  for (const { operation } of operationsOf(document)) {
    const endpoint: Endpoint = endpoints[operation.operationId as keyof typeof endpoints];
    const told = Object.entries(operation.responses).flatMap(([status, { content }]) =>
      Object.keys(content['application/json']?.examples ?? {}).map((code) => ({
        status: Number(status),
        code,
      })),
    );
    for (const { status, code } of told) {
      assert.equal(errorTable[code as keyof typeof errorTable].status, status, code);
      named.add(code);
    }
    const missing = endpoint.errors.filter((code) => !told.some((refused) => refused.code === code));
    assert.deepEqual(missing, []);
  }
  for (const code of named)
    assert.ok(refusal.safeParse(document.components.examples[code]?.value).success, code);
  assert.deepEqual(named, new Set(Object.keys(document.components.examples)));
});

test('its examples of requests are taken by the broker’s own checks', async () => {
  await using t = await aBroker();
  let count = 0;
  for (const { operation } of operationsOf(await readDocument(t))) {
    const endpoint: Endpoint = endpoints[operation.operationId as keyof typeof endpoints];
    for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
      // What a forward call sends is the API's.
      if (schema === undefined) continue;
      assert.ok(schema.examples, operation.operationId);
      for (const example of schema.examples) {
        const parsed = endpoint.body?.schema?.safeParse(example);
        assert.ok(parsed?.success, `${operation.operationId}: ${parsed?.error?.message}`);
        count += 1;
      }
    }
  }
  assert.ok(count >= 5);
});
