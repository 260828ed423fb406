import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noon } from '../../../test/builders.ts';
import { type IncidentFilter, incidentFilter } from './incident-filter.ts';

const cases: readonly [string, IncidentFilter, string | undefined][] = [
  ['nothing', {}, undefined],
  ['an instant in milliseconds', { updatedFrom: noon }, 'lastUpdateTime ge 2026-11-20T12:00:00.000Z'],
  [
    'an instant as Defender writes it, letter by letter',
    { updatedFrom: '2026-11-20T12:00:00.1234567Z' },
    'lastUpdateTime ge 2026-11-20T12:00:00.1234567Z',
  ],
  ['one status', { status: 'Active' }, "status eq 'Active'"],
  [
    'one of several, in parentheses beside others',
    { createdFrom: noon, createdBefore: noon + 1, status: ['Active', 'InProgress'] },
    "createdTime ge 2026-11-20T12:00:00.000Z and createdTime lt 2026-11-20T12:00:00.001Z and (status eq 'Active' or status eq 'InProgress')",
  ],
  ['nobody', { assignedTo: null }, 'assignedTo eq null'],
  [
    'a name that would end its quotes',
    { assignedTo: "o'brien' or status eq 'x" },
    "assignedTo eq 'o''brien'' or status eq ''x'",
  ],
  ['no severity, for Defender does not filter by it', { severity: 'High' }, undefined],
];

for (const [what, filter, expected] of cases) {
  test(`writes ${what}`, () => {
    assert.equal(incidentFilter(filter), expected);
  });
}

for (const [what, filter] of [
  ['a text that is no instant', { updatedFrom: 'yesterday' }],
  ['an instant without a zone', { updatedFrom: '2026-11-20T12:00:00' }],
  ['a day that does not exist', { updatedFrom: '2026-13-40T12:00:00Z' }],
  ['a text that goes on behind the instant', { updatedFrom: '2026-11-20T12:00:00Z or 1 eq 1' }],
  ['no number', { updatedBefore: Number.NaN }],
  ['an instant beyond four digits of years', { createdFrom: 8.64e15 }],
  ['no status at all', { status: [] }],
  ['control characters', { assignedTo: 'a\nb' }],
] as const) {
  test(`refuses ${what}`, () => {
    assert.throws(() => incidentFilter(filter), { code: 'invalid_request' });
  });
}
