import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PostureReport } from '@consentry/core/posture-report';
import { aPostureReport as aReport } from '../../test/a-posture-report.ts';
import { judgeReport } from './judge-report.ts';

const codeOf = (report: PostureReport, level: 'high' | 'medium' | 'low') =>
  judgeReport(report, level)?.exitCode ?? 0;

test('fails on findings as grave as is said, and graver, and on no others', () => {
  const [high, medium, low] = [aReport(['high']), aReport(['medium']), aReport(['low', 'info'])];
  assert.deepEqual([codeOf(high, 'high'), codeOf(high, 'medium'), codeOf(high, 'low')], [3, 3, 3]);
  assert.deepEqual([codeOf(medium, 'high'), codeOf(medium, 'medium'), codeOf(medium, 'low')], [0, 3, 3]);
  assert.deepEqual([codeOf(low, 'high'), codeOf(low, 'medium'), codeOf(low, 'low')], [0, 0, 3]);
  assert.equal(codeOf(aReport(['info']), 'low'), 0);
  const why = judgeReport(aReport(['medium', 'high', 'high']), 'medium')?.why;
  assert.equal(why, '3 findings of severity high or medium: a_medium_one, a_high_one.');
});

test('takes what could not be seen for nothing good, and what no API tells anybody for nothing', () => {
  const unseen = aReport(['low'], [['policies', 'api_forbidden']]);
  assert.equal(codeOf(unseen, 'high'), 4);
  assert.match(judgeReport(unseen, 'high')?.why ?? '', /Not seen: policies\./);
  assert.equal(codeOf(aReport([], [['remembered-devices', 'not_available_by_api']]), 'low'), 0);
  const both = judgeReport(aReport(['high'], [['policies', 'api_forbidden']]), 'high');
  assert.equal(both?.exitCode, 3);
  assert.match(both?.why ?? '', /a_high_one\. Not seen: policies\./);
});
