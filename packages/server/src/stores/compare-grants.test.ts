import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SealedGrant } from '@consentry/core';
import { aClock, aGrant, partner } from '../../test/a-store.ts';
import { collectGrants } from './audit/recorded-grants.ts';
import { compareGrants } from './compare-grants.ts';

const secondMs = 1000;
const dayMs = 24 * 60 * 60 * secondMs;
const start = Date.UTC(2026, 0, 1);
const grant = aGrant({ consentedAt: start, state: 'healthy', stateSince: start });

/** A record of the grant, at so many milliseconds after the start. */
type Line = readonly [
  type: 'sealed' | 'imported' | 'renewed' | 'state_changed',
  version: number,
  after: number,
  more?: object,
];

/** Versions from one to another, stored day by day from a day on. */
const renewals = (from: number, to: number, day: number): readonly Line[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ['renewed', from + index, (day + index) * dayMs]);

const refusal = (requestId: string): object => ({ type: 'consent.refused', requestId });

async function findingsOf(
  chains: Readonly<Record<string, readonly (Line | object)[]>>,
  row: Partial<SealedGrant>,
  now = start + 400 * dayMs,
): Promise<readonly string[]> {
  const collector = collectGrants();
  for (const writer of Object.keys(chains).toSorted()) {
    for (const line of chains[writer] ?? []) {
      collector.add({ writer, body: JSON.stringify(Array.isArray(line) ? toEvent(line as never) : line) });
    }
  }
  const grants = { list: async ({ after }: { after?: unknown }) => (after ? [] : [{ ...grant, ...row }]) };
  const findings = await compareGrants(grants, await collector.list(), now, aClock(now));
  return findings.map(({ reason, recordedVersion, storedVersion, recordedState }) =>
    [reason, recordedVersion ?? recordedState, storedVersion].join(' '),
  );
}

function toEvent([type, version, after, more]: Line): object {
  return { type: `grant.${type}`, at: start + after, grant: grant.id, partner, version, ...more };
}

const sealed: Line = ['sealed', 1, secondMs];
/** What one writer stored before the row was put back to version 2, and another one afterwards. */
const before = [sealed, ...renewals(2, 5, 2)];
const afterwards = renewals(3, 6, 10);

test('a row that is what was recorded last gives no finding', async () => {
  assert.deepEqual(await findingsOf({ a: before }, { version: 5 }), []);
});

test('finds a row that was put back, and renewed past it since, whichever writer is read first', async () => {
  assert.deepEqual(await findingsOf({ a: before }, { version: 2 }), ['rolled_back 5 2']);
  assert.deepEqual(await findingsOf({ a: before, b: afterwards }, { version: 6 }), ['rolled_back 5 6']);
  assert.deepEqual(await findingsOf({ b: before, a: afterwards }, { version: 6 }), ['rolled_back 5 6']);
  assert.deepEqual(await findingsOf({ a: [...before, ...afterwards] }, { version: 6 }), ['rolled_back 5 6']);
});

test('takes writers whose clocks are apart for honest', async () => {
  const fast: Line = ['renewed', 2, dayMs + 180 * secondMs];
  const slow: Line = ['renewed', 3, dayMs + 10 * secondMs];
  assert.deepEqual(await findingsOf({ a: [sealed, fast], b: [slow] }, { version: 3 }), []);
  assert.deepEqual(await findingsOf({ b: [sealed, fast], a: [slow] }, { version: 3 }), []);
});

test('takes a writer whose clock was set back for honest', async () => {
  const chain: readonly Line[] = [sealed, ['renewed', 2, 2 * dayMs], ['renewed', 3, dayMs]];
  assert.deepEqual(await findingsOf({ a: chain }, { version: 3 }), []);
});

test('counts nothing that is older than the consent that the row stands on', async () => {
  const consentedAt = start + 10 * dayMs;
  const again: Line = ['sealed', 2, 10 * dayMs + secondMs];
  assert.deepEqual(await findingsOf({ a: [...before, again] }, { version: 2, consentedAt }), []);
  const renewed = { version: 4, consentedAt };
  assert.deepEqual(await findingsOf({ a: [...before, again, ...renewals(3, 4, 11)] }, renewed), []);
  assert.deepEqual(
    await findingsOf({ a: [...before, again, ...renewals(3, 5, 11)] }, renewed),
    ['rolled_back 5 4'],
    'what came after it counts',
  );
});

test('a sealing that was refused, or never stored, hides nothing', async () => {
  const never: Line = ['sealed', 7, 30 * dayMs, { requestId: 'req_1' }];
  const found = ['rolled_back 5 6'];
  assert.deepEqual(await findingsOf({ a: before, b: [...afterwards, never] }, { version: 6 }), found);
  const chain = [...afterwards, never, refusal('req_1')];
  assert.deepEqual(await findingsOf({ a: before, b: chain }, { version: 6 }), found);
  const died: Line = ['state_changed', 0, 20 * dayMs, { state: 'consent_needed' }];
  assert.deepEqual(await findingsOf({ a: [sealed, died, ['sealed', 2, 30 * dayMs]] }, { version: 2 }), [
    'revived consent_needed 2',
  ]);
});

test('knows from a sealing which version stood in the row before it', async () => {
  const consented: Line = ['sealed', 5, 20 * dayMs];
  const chain = [sealed, ...renewals(2, 4, 2), consented, ...renewals(3, 6, 30)];
  assert.deepEqual(await findingsOf({ a: chain }, { version: 6 }), ['rolled_back 4 6']);
});

test('a sealing that is under way is none that is missing, until every clock is past it', async () => {
  const chain: readonly Line[] = [sealed, ['sealed', 2, dayMs]];
  const at = (afterMs: number) => findingsOf({ a: chain }, { version: 1 }, start + dayMs + afterMs);
  assert.deepEqual(await at(240 * secondMs), []);
  assert.deepEqual(await at(301 * secondMs), ['not_sealed 2 1']);
});

test('an import counts as a sealing, unless it was refused after all', async () => {
  const imported: Line = ['imported', 2, 10 * dayMs, { requestId: 'an-import' }];
  const refused = { type: 'import.refused', requestId: 'an-import' };
  const renewed = { version: 2, consentedAt: start + 10 * dayMs };
  assert.deepEqual(await findingsOf({ a: [sealed, imported] }, renewed), []);
  assert.deepEqual(await findingsOf({ a: [sealed, imported] }, { version: 1 }), ['not_sealed 2 1']);
  assert.deepEqual(await findingsOf({ a: [sealed, imported, refused] }, { version: 1 }), []);
});
