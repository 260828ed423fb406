import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRequest } from './fill-request.ts';
import type { Operation } from './operation.ts';
import { operations, partnerCenterOperations } from './operations.ts';

const rows: readonly (readonly [string, Operation])[] = Object.entries(operations);

test('no two groups have an operation of the same name', () => {
  const names = Object.values(partnerCenterOperations).flatMap((group) => Object.keys(group));
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(names.toSorted(), Object.keys(operations).toSorted());
});

test('no two rows make the same request', () => {
  const requests = rows.map(([, { request }]) => request.replaceAll(/\{[a-zA-Z]+\}/g, '{}'));
  assert.deepEqual(
    requests.filter((request, index) => requests.indexOf(request) !== index),
    [],
  );
});

for (const [name, operation] of rows) {
  test(`the row ${name} can be sent`, () => {
    const { method, path, query, template } = readRequest(operation.request);
    assert.match(template, /^\/(v1|webhooks\/v1)\/[A-Za-z0-9{}/-]+$/);
    assert.equal(`${method} ${template}`, operation.request.replace(/(\{\?|\?).*$/, ''));
    assert.equal(new Set(path).size, path.length);
    for (const { name: parameter } of query) assert.match(parameter, /^[A-Za-z_]+$/);
    const isWrite = method !== 'GET' && method !== 'HEAD';
    assert.ok(isWrite || operation.body === undefined, 'a read has no body');
    assert.ok(operation.etag === undefined || operation.body !== undefined, 'an ETag comes with a body');
    assert.ok(isWrite === !['pages', 'header-pages', 'exists'].includes(operation.answer.kind) || !isWrite);
    assert.match(operation.source, /^[a-z0-9-]+$/);
  });
}

for (const [request, names] of [
  ['GET /v1/a', []],
  ['GET /v1/a{?b,c}', ['b', 'c']],
  ['GET /v1/a?b={b}&c=d{&e}', ['b!', 'c=d!', 'e']],
] as const) {
  test(`reads the query of ${request}`, () => {
    const { query } = readRequest(request);
    const written = query.map(
      ({ name, fixed, isRequired }) =>
        `${name}${fixed === undefined ? '' : `=${fixed}`}${isRequired ? '!' : ''}`,
    );
    assert.deepEqual(written, names);
  });
}
