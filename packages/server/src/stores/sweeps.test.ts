import { test } from 'node:test';
import { sweepStoreSuite } from '../../../core/test/sweep-store-suite.ts';
import { aStore } from '../../test/a-store.ts';

for (const [kind, label] of [
  ['sqlite', 'SQLite'],
  ['postgres', 'Postgres'],
] as const) {
  sweepStoreSuite(
    (name, body) => void test(`${name} (${label})`, (t) => body(t)),
    async (t) => (await aStore(t, kind)).sweeps,
  );
}
