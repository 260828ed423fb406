/**
 * Writes the documents that follow from the code.
 *
 *     node scripts/generate-docs.ts            writes them
 *     node scripts/generate-docs.ts --check    only says which are out of date; exit code 1 when one is
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository } from './build/workspaces.ts';
import { createDocuments, isUpToDate } from './generate-docs/documents.ts';

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

for (const document of createDocuments()) {
  if (isUpToDate(document)) continue;
  if (check) {
    console.error(`${document.path} is out of date: npm run generate`);
    process.exitCode = 1;
    continue;
  }
  const file = join(repository, document.path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, document.text);
  console.log(`${document.path} written`);
}
