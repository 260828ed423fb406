import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noon } from '../../test/builders.ts';
import { accountFigure, apiFigure, percentOf, portalFigure } from './share.ts';

const accounts = (count: number, isEnabled: boolean | undefined, isEnforced: boolean | undefined) =>
  Array.from({ length: count }, () => ({ isEnabled, isEnforced }));

const from = ['accounts', 'policies'] as const;

test('of 110 accounts, 10 of them disabled, 90 with MFA are 90 %, as in Microsoft’s example', () => {
  const all = [...accounts(90, true, true), ...accounts(10, true, false), ...accounts(10, false, true)];
  assert.deepEqual(accountFigure(all, from, noon), {
    name: 'accounts-with-mfa',
    kind: 'estimate',
    percent: 90,
    part: 90,
    whole: 100,
    unknown: 0,
    from,
    at: noon,
  });
});

test('2 of 10 operations are 20 %, and 2 of 5 calls are 40 %, as in Microsoft’s examples', () => {
  assert.equal(percentOf(2, 10), 20);
  const value = [
    { total: 3, withMfa: 2 },
    { total: 2, withMfa: 0 },
  ];
  assert.deepEqual(apiFigure({ outcome: 'read', value, at: noon }), {
    name: 'api-requests-with-mfa',
    kind: 'reported',
    percent: 40,
    part: 2,
    whole: 5,
    unknown: 0,
    from: ['applications'],
    at: noon,
  });
});

test('an account of which nothing is known counts in the whole, and not as good', () => {
  const figure = accountFigure(
    [...accounts(1, true, true), ...accounts(3, undefined, undefined)],
    from,
    noon,
  );
  assert.ok(figure.kind === 'estimate');
  assert.deepEqual([figure.percent, figure.whole, figure.unknown], [25, 4, 3]);
});

test('a share is rounded down: what is not whole is never 100 %', () => {
  assert.equal(percentOf(49_999, 50_000), 99.9);
  assert.equal(percentOf(1, 3), 33.3);
  assert.equal(percentOf(50_000, 50_000), 100);
});

test('nothing of nothing is no share', () => {
  const figure = apiFigure({ outcome: 'read', value: [], at: noon });
  assert.ok(figure.kind === 'reported');
  assert.equal(figure.percent, undefined);
});

test('a figure whose source could not be read says so, and why', () => {
  const remedy = 'Give the account the group AdminAgents.';
  assert.deepEqual(apiFigure({ outcome: 'unreadable', code: 'api_forbidden', remedy, at: noon }), {
    name: 'api-requests-with-mfa',
    kind: 'not-available',
    code: 'api_forbidden',
    remedy,
    from: ['applications'],
    at: noon,
  });
  assert.equal(portalFigure(noon).kind, 'not-available');
});
