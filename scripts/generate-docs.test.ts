import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AADSTS } from '@consentry/sandbox';
import { readDoor } from './generate-docs/library/read-door.ts';
import { doors } from './generate-docs/library-reference.ts';
import { findRefusalTests } from './generate-docs/refusal-tests.ts';
import { createDocuments, isUpToDate } from './generate-docs/documents.ts';

for (const document of createDocuments()) {
  test(`${document.path} says what the code says`, () => {
    assert.ok(isUpToDate(document), `${document.path} is out of date: npm run generate`);
  });
}

for (const { entry, path } of doors) {
  test(`every export of ${entry} has a doc comment`, () => {
    const { exports } = readDoor(path);
    assert.ok(exports.length > 0);
    assert.deepEqual(
      exports.filter(({ doc }) => doc === '').map(({ name }) => name),
      [],
    );
  });
}

test('the pages of the library name what the doors export, and nothing else', async () => {
  for (const { entry, path } of doors) {
    const loaded = Object.keys((await import(entry)) as object);
    const { exports } = readDoor(path);
    const values = exports.filter(({ code }) => /^(async )?(function|class|const)/.test(code));
    assert.deepEqual(values.map(({ name }) => name).toSorted(), loaded.toSorted(), entry);
  }
});

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
