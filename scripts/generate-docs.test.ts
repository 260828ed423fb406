import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AADSTS } from '@consentry/sandbox';
import { findRefusalTests } from './generate-docs/refusal-tests.ts';
import { createDocuments, isUpToDate } from './generate-docs/documents.ts';

for (const document of createDocuments()) {
  test(`${document.path} says what the code says`, () => {
    assert.ok(isUpToDate(document), `${document.path} is out of date: npm run generate`);
  });
}

const tests = findRefusalTests();

test('every number that the sandbox refuses with stands in the title of a test that shows it', () => {
  const unshown = Object.keys(AADSTS).filter((code) => !tests.has(Number(code)));
  assert.deepEqual(unshown, []);
});

test('the tests of refusals are read with their causes, from lists of rows too', () => {
  const titles = (code: number): string[] => (tests.get(code) ?? []).map(({ title }) => title);
  assert.ok(
    titles(50194).includes('shows AADSTS50194 when a single-tenant application comes through an alias'),
  );
  assert.ok(titles(700016).includes("shows AADSTS700016 on Entra's own page for an unknown client"));
  assert.equal(tests.get(12345), undefined);
});
