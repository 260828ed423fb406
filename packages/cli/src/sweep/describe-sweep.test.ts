import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aSweepStatus } from '../../test/a-sweep-status.ts';
import { describeSweep } from './describe-sweep.ts';

const examples = [1, 2].map((index) => ({
  partner: '11111111-1111-4111-8111-111111111111',
  customer: `22222222-2222-4222-8222-22222222222${index}`,
  ...(index === 1 && { customerName: 'Fabrikam\u001b[2J' }),
}));

test('says of each cause how many it met, what it is, what to do and whom it met, and what comes next', () => {
  const cause = { code: 'tenant_setup', class: 'tenant', state: 'failed', examples } as const;
  const text = describeSweep(
    aSweepStatus({
      state: 'ended',
      open: 0,
      done: 7,
      failed: { tenant: 3 },
      causes: [{ ...cause, count: 3, message: 'AADSTS65001: No consent.', remedy: 'Consent.' }],
    }),
  );
  assert.deepEqual(text.split('\n'), [
    '3 customers: tenant_setup (tenant)',
    '  AADSTS65001: No consent.',
    '  To do: Consent.',
    '  Such as: Fabrikam\\u001b[2J, 22222222-2222-4222-8222-222222222222',
    '',
    'swp_AAAAAAAAAAAAAAAAAAAAAA: users, ended. 10 customers: 7 done, 3 failed, 0 unknown, 0 open; 0 rows.',
    'Each that failed, and what to do for it: consentry sweep failed swp_AAAAAAAAAAAAAAAAAAAAAA',
    'Once that is done, try them again: consentry sweep --remainder-of swp_AAAAAAAAAAAAAAAAAAAAAA',
  ]);
});

test('says one line of a sweep in which nothing failed', () => {
  const text = describeSweep(aSweepStatus({ state: 'ended', open: 0, done: 10, rows: 30 }));
  assert.equal(
    text,
    'swp_AAAAAAAAAAAAAAAAAAAAAA: users, ended. 10 customers: 10 done, 0 failed, 0 unknown, 0 open; 30 rows.',
  );
});
