import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aTenantByLot } from '../../test/some-tenants.ts';
import { wasRefused } from '../../test/a-posture.ts';
import { noon } from '../../test/builders.ts';
import { assess, type Report } from './assess.ts';
import { compareReports } from './compare.ts';
import { type SourceName, sourceTable } from './sources/source-table.ts';
import type { Sources } from './sources/sources.ts';
import type { AccountRow } from './tables/account-row.ts';
import { listAccountRows } from './tables/list-account-rows.ts';

const names = Object.keys(sourceTable) as SourceName[];
const tenants = Array.from({ length: 200 }, (_, seed) => aTenantByLot(seed));

/** What is read after another source is not read without it. */
const dependents: Partial<Record<SourceName, SourceName>> = { accounts: 'perUserMfa', policies: 'groups' };

function without(sources: Sources, name: SourceName): Sources {
  const dependent = dependents[name];
  return {
    ...sources,
    [name]: wasRefused(),
    ...(dependent !== undefined && { [dependent]: wasRefused() }),
  };
}

function idsOf(report: Report): readonly string[] {
  return report.findings.map(({ id, subject }) => `${id} ${subject}`);
}

test('between them the tenants of this test have all findings', () => {
  const found = new Set(tenants.flatMap((sources) => assess(sources, noon).findings.map(({ id }) => id)));
  assert.ok(found.size >= 39, [...found].toSorted().join(' '));
});

for (const name of names) {
  describe(`without ${name}`, () => {
    test('it is listed, and the report of every tenant is made', () => {
      for (const sources of tenants) {
        const { unread } = assess(without(sources, name), noon);
        assert.ok(unread.some(({ source, code }) => source === name && code === 'api_forbidden'));
      }
    });

    test('no figure is better than with it', () => {
      for (const [seed, sources] of tenants.entries()) {
        const [whole, part] = [assess(sources, noon), assess(without(sources, name), noon)];
        for (const [index, figure] of part.figures.entries()) {
          const before = whole.figures[index];
          if (figure.kind === 'not-available') continue;
          assert.ok(before !== undefined && before.kind !== 'not-available', `tenant ${seed}`);
          const [isNoBetter, isOfAsMany] = [figure.part <= before.part, figure.whole === before.whole];
          assert.ok(isNoBetter && isOfAsMany, `tenant ${seed}, ${figure.name}`);
          // Whom only per-user MFA asks counts as not asked without it.
          const isUnknown = before.part - figure.part <= figure.unknown || name === 'perUserMfa';
          assert.ok(isUnknown, `tenant ${seed}: what is gone is unknown`);
        }
      }
    });

    test('no finding is called fixed', () => {
      for (const [seed, sources] of tenants.entries()) {
        const [whole, part] = [assess(sources, noon), assess(without(sources, name), noon)];
        const { fixed, unknown } = compareReports(whole, part);
        assert.deepEqual(fixed, [], `tenant ${seed}`);
        const left = new Set([...idsOf(part), ...unknown.map(({ id, subject }) => `${id} ${subject}`)]);
        assert.ok(
          idsOf(whole).every((id) => left.has(id)),
          `tenant ${seed}`,
        );
      }
    });

    test('no account is better off in the table, and none of those that need attention is lost', () => {
      for (const [seed, sources] of tenants.entries()) {
        const [whole, part] = [sources, without(sources, name)];
        const before = new Map([...listAccountRows(whole)].map((row) => [row.id, row]));
        for (const row of listAccountRows(part)) assertNoBetter(row, before.get(row.id), `tenant ${seed}`);
        const needing = assess(part, noon).tables.accounts?.rows.map(({ id }) => id);
        if (needing === undefined) continue;
        for (const row of assess(whole, noon).tables.accounts?.rows ?? []) {
          const isOfTheLogAlone = name === 'signIns' && row.state === 'covered';
          assert.ok(needing.includes(row.id) || isOfTheLogAlone, `tenant ${seed}, ${row.id}`);
        }
      }
    });
  });
}

function assertNoBetter(row: AccountRow, before: AccountRow | undefined, where: string): void {
  assert.ok(before !== undefined, where);
  if (row.state === 'covered') assert.equal(before.state, 'covered', `${where}, ${row.id}`);
  if (row.isRegistered === true) assert.equal(before.isRegistered, true, `${where}, ${row.id}`);
  if (row.signInsWithoutMfa === 0) assert.equal(before.signInsWithoutMfa, 0, `${where}, ${row.id}`);
}

test('what could not be read the time before, and more of it now, calls nothing fixed', () => {
  const cut = tenants.flatMap((sources) => (assess(sources, noon).unread.length > 1 ? [sources] : []));
  assert.ok(cut.length > 10);
  for (const sources of cut) {
    const whole = assess(sources, noon);
    for (const { source, code } of whole.unread) {
      if (code !== 'incomplete' || source === 'remembered-devices' || source === 'permissions') continue;
      const { fixed } = compareReports(whole, assess(without(sources, source), noon));
      assert.deepEqual(fixed, []);
    }
  }
});
