import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createId, readTenantId } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { type AlertNews, createAlert } from './alert.ts';
import { alertLimits } from './alert-queue.ts';
import { alertTable } from './alert-table.ts';
import { grantsOneByOne } from './tell-of-endings.ts';

const news: AlertNews = {
  type: 'grant.held',
  at: Date.parse('2026-11-20T12:00:00Z'),
  about: ['grant', 1],
  detail: 'What happened.',
  remedy: 'What to do.',
};
const broker = 'https://consent.example';

test('an alert says who, when, what and what to do, and the same in one text', () => {
  const partner = readTenantId('aaaaaaaa-1111-4111-8111-111111111111');
  const grant = createId('GrantId', systemRandom);
  const { id, ...alert } = createAlert(broker, { ...news, code: 'grant_held', partner, grant });
  assert.match(id, /^alert_[\w-]{22}$/);
  assert.deepEqual(alert, {
    version: 1,
    at: '2026-11-20T12:00:00.000Z',
    broker,
    type: 'grant.held',
    severity: 'error',
    title: 'A grant is held until an operator has looked at it',
    detail: 'What happened.',
    remedy: 'What to do.',
    code: 'grant_held',
    partner,
    grant,
    text: `[error] A grant is held until an operator has looked at it\nWhat happened.\nWhat to do.\n${broker}`,
  });
});

test('the id is made of what happened: the same everywhere, and another one for anything else', () => {
  const idOf = (change: Partial<AlertNews>, from = broker) => createAlert(from, { ...news, ...change }).id;
  assert.equal(idOf({ at: 2, detail: 'In other words.' }), idOf({}));
  const others = [
    idOf({ about: ['grant', 2] }),
    idOf({ type: 'grant.saved' }),
    idOf({}, 'https://b.example'),
  ];
  assert.equal(new Set([idOf({}), ...others]).size, 4);
});

test('docs/operations.md names every kind of alert with its urgency, and the limits', () => {
  const text = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  for (const [type, { severity }] of Object.entries(alertTable)) {
    assert.ok(text.includes(`| \`${type}\` | ${severity} `), type);
  }
  const { waiting, backOffMs, closeMs } = alertLimits;
  const seconds = backOffMs.map((ms) => ms / 1000);
  assert.ok(text.includes(`${waiting} alerts wait at most`));
  assert.ok(text.includes(`after ${seconds.slice(0, -1).join(', ')} and ${seconds.at(-1)} seconds`));
  assert.ok(text.includes(`${closeMs / 1000} seconds`));
  assert.ok(text.includes(`More than ${grantsOneByOne} at once are one alert`));
});
