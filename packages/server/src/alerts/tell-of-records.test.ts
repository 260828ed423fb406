import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AuditEvent,
  type AuditSink,
  ConsentryError,
  createId,
  errorTable,
  readTenantId,
} from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import type { AlertNews } from './alert.ts';
import { tellOfRecords } from './tell-of-records.ts';

const partner = readTenantId('aaaaaaaa-1111-4111-8111-111111111111');
const grant = createId('GrantId', systemRandom);
const base = { at: 7, actor: 'broker' } as const;

async function newsOf(...events: AuditEvent[]): Promise<readonly AlertNews[]> {
  const told: AlertNews[] = [];
  const sink: AuditSink = { write: async () => undefined };
  const audit = tellOfRecords(sink, (news) => told.push(news));
  for (const event of events) await audit.write(event);
  return told;
}

const changed = (state: string, reason: string): AuditEvent => ({
  ...base,
  type: 'grant.state_changed',
  grant,
  partner,
  state,
  reason,
});

for (const [state, reason, code] of [
  ['consent_needed', 'consent_needed:50173', 'consent_needed'],
  ['consent_needed', 'step_up_needed:50076', 'step_up_needed'],
  ['consent_needed', 'answer_lost', 'consent_needed'],
  ['admin_needed', 'admin_needed:50057', 'admin_needed'],
  ['held', 'identity_changed', 'identity_changed'],
  ['held', 'by_hand', 'grant_held'],
] as const) {
  test(`a grant that is ${state} for ${reason} is told with the remedy of ${code}`, async () => {
    const [news, ...others] = await newsOf(changed(state, reason));
    assert.ok(news);
    assert.deepEqual(others, []);
    assert.deepEqual([news.type, news.code, news.at], [`grant.${state}`, code, 7]);
    assert.equal(news.remedy, errorTable[code].remedy);
    for (const part of [grant, partner, reason]) assert.ok(news.detail.includes(part), news.detail);
    assert.deepEqual([news.grant, news.partner], [grant, partner]);
  });
}

test('tells of a grant that works again, and not of one that an operator took back', async () => {
  const news = await newsOf(changed('healthy', 'recovered'), changed('revoked', 'revoked'));
  assert.deepEqual(
    news.map(({ type }) => type),
    ['grant.recovered'],
  );
});

test('tells of a grant that was saved, of MFA that was not seen, and of an audit that was cut', async () => {
  const news = await newsOf(
    { ...base, type: 'grant.saved', grant, partner, version: 3 },
    { ...base, type: 'grant.mfa_missing', grant, partner },
    { ...base, type: 'audit.cut', writer: 'w1', sequence: 9 },
  );
  assert.deepEqual(
    news.map(({ type }) => type),
    ['grant.saved', 'grant.mfa_missing', 'audit.cut'],
  );
  assert.match(news[0]?.remedy ?? '', /single-use/);
});

test('what happens every day needs nobody', async () => {
  const news = await newsOf(
    { ...base, type: 'broker.started', version: '1' },
    { ...base, type: 'grant.renewed', grant, partner, version: 2 },
    { ...base, type: 'token.refused', code: 'consent_needed' },
  );
  assert.deepEqual(news, []);
});

test('tells also where the record cannot be written, and the failure stays one', async () => {
  const told: string[] = [];
  const failing: AuditSink = { write: () => Promise.reject(new ConsentryError('audit_unavailable')) };
  const audit = tellOfRecords(failing, ({ type }) => told.push(type));
  await assert.rejects(audit.write(changed('held', 'identity_changed')), { code: 'audit_unavailable' });
  assert.deepEqual(told, ['grant.held']);
});
