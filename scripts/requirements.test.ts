import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository } from './build/workspaces.ts';

const text = readFileSync(join(repository, 'docs/requirements.md'), 'utf8');
/** A file may be named from the root, or from where the packages are. */
const places = ['', 'packages'];

test('every test that docs/requirements.md names by its path is there', () => {
  const named = [...text.matchAll(/`([\w./-]+\/[\w.-]+\.test\.ts)`/g)].map(([, path = '']) => path);
  assert.ok(named.length > 50, `${named.length} paths were found`);
  const missing = named.filter((path) => !places.some((place) => existsSync(join(repository, place, path))));
  assert.deepEqual([...new Set(missing)], []);
});

test('every file that docs/requirements.md names in italics is there', () => {
  const named = new Set(
    [...text.matchAll(/(?<!\*)\*([a-z\d]+(?:-[a-z\d]+)*)\*(?!\*)/g)].map(([, name = '']) => name),
  );
  assert.ok(named.size > 30, `${named.size} names were found`);
  const missing = [...named].filter(
    (name) =>
      globSync(
        [
          `packages/server/test/${name}.flow.test.ts`,
          `e2e/${name}.test.ts`,
          `packages/core/src/**/${name}.test.ts`,
        ],
        {
          cwd: repository,
        },
      ).length === 0,
  );
  assert.deepEqual(missing, []);
});

test('docs/requirements.md answers each of the 66 threats', () => {
  const [, table = ''] = text.split('## The threats, and where the answer is shown');
  const numbers = [...table.matchAll(/^\| (\d+) \|[^|]+\| [^|]{10,} \|$/gm)].map(([, number]) =>
    Number(number),
  );
  assert.deepEqual(
    numbers,
    Array.from({ length: 66 }, (_, index) => index + 1),
  );
});
