import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocuments, isUpToDate } from './generate-docs/documents.ts';

for (const document of createDocuments()) {
  test(`${document.path} says what the code says`, () => {
    assert.ok(isUpToDate(document), `${document.path} is out of date: npm run generate`);
  });
}
