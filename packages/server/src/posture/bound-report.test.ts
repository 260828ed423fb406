import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFinding, aKeptReport } from '../../test/a-kept-report.ts';
import { boundReport, mostReportBytes } from './bound-report.ts';

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** A report with so many findings, of so many examples each. */
function withFindings(count: number, examples: number, length = 64) {
  const names = Array.from({ length: examples }, (_, index) => String(index).padEnd(length, 'é'));
  const findings = Array.from({ length: count }, (_, index) =>
    aFinding({ subject: `policy-${index}`, evidence: { count: examples, examples: names, facts: {} } }),
  );
  return aKeptReport(1000, { findings });
}

test('a report that fits stays as it is', () => {
  const kept = withFindings(10, 20);
  assert.deepEqual(boundReport(kept), kept);
});

test('of a large report the examples go first, and the counts stay', () => {
  const { report } = boundReport(withFindings(600, 20));
  assert.equal(report.findings.length, 600);
  const [first] = report.findings;
  assert.deepEqual([first?.evidence.count, first?.evidence.examples.length], [20, 3]);
  assert.deepEqual(report.unread, []);
});

test('of one that is larger still the gravest findings stay, and it says how many do not', () => {
  const kept = withFindings(10_000, 20);
  const before = { id: kept.report.id, at: kept.report.at, fixed: kept.report.findings, unknown: [] };
  const bounded = boundReport({ ...kept, report: { ...kept.report, since: before } });
  assert.ok(bytesOf(bounded) <= mostReportBytes, String(bytesOf(bounded)));
  const { findings, unread } = bounded.report;
  assert.ok(findings.length > 100);
  assert.equal(findings[0]?.subject, 'policy-0');
  assert.partialDeepStrictEqual(unread, [
    { source: 'report', code: 'incomplete', count: 10_000 - findings.length },
  ]);
});
