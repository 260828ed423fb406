import { test } from 'node:test';
import { sweepStoreSuite } from '../../test/sweep-store-suite.ts';
import { createMemorySweepStore } from './memory-sweep-store.ts';

sweepStoreSuite(
  (name, body) => void test(name, body),
  () => createMemorySweepStore(),
);
