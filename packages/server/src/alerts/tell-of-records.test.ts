import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AuditEvent,
  type AuditSink,
  ConsentryError,
  createId,
  errorTable,
  explainAadsts,
  readTenantId,
} from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { type AlertNews, createAlert } from './alert.ts';
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

const { consent_needed, identity_changed, grant_held } = errorTable;

for (const [state, reason, code, remedy] of [
  ['consent_needed', 'consent_needed:50173', 'consent_needed', remedyOf(50173)],
  ['consent_needed', 'consent_needed:700082', 'consent_needed', remedyOf(700082)],
  ['consent_needed', 'step_up_needed:70043', 'step_up_needed', remedyOf(70043)],
  ['admin_needed', 'admin_needed:50161', 'admin_needed', remedyOf(50161)],
  // Not known here, and one that means something else under that code.
  ['consent_needed', 'consent_needed:99', 'consent_needed', consent_needed.remedy],
  ['consent_needed', 'consent_needed:50057', 'consent_needed', consent_needed.remedy],
  ['consent_needed', 'answer_lost', 'consent_needed', consent_needed.remedy],
  ['held', 'identity_changed', 'identity_changed', identity_changed.remedy],
  ['held', 'by_hand', 'grant_held', grant_held.remedy],
] as const) {
  test(`a grant that is ${state} for ${reason} is told with the remedy of that reason`, async () => {
    const [news, ...others] = await newsOf(changed(state, reason));
    assert.ok(news);
    assert.deepEqual(others, []);
    assert.deepEqual([news.type, news.code, news.at], [`grant.${state}`, code, 7]);
    assert.ok(news.remedy.startsWith(remedy), news.remedy);
    assert.equal(news.remedy.includes('consentry invite'), state === 'consent_needed');
    for (const part of [grant, partner, reason]) assert.ok(news.detail.includes(part), news.detail);
    assert.deepEqual([news.grant, news.partner], [grant, partner]);
  });
}

function remedyOf(aadsts: number): string {
  const explained = explainAadsts(aadsts);
  assert.ok(explained.known);
  return explained.remedy;
}

test('tells of a grant that works again, and not of one that an operator took back', async () => {
  const news = await newsOf(changed('healthy', 'recovered'), changed('revoked', 'revoked'));
  assert.deepEqual(
    news.map(({ type }) => type),
    ['grant.recovered'],
  );
});

test('tells of a refresh token that leaves, and where it goes', async () => {
  const to = 'https://other.vault.azure.net/secrets/contoso';
  const news = await newsOf({ ...base, type: 'grant.exported', grant, partner, version: 3, to });
  assert.deepEqual(
    news.map(({ type }) => type),
    ['grant.exported'],
  );
  assert.ok(news[0]?.detail.includes(to) && news[0].detail.includes(grant));
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

test('MFA that was not seen has one id a day, whichever replica notices it, and a change of state one of its own', async () => {
  const at = Date.parse('2026-11-20T03:00:00Z');
  const hour = 60 * 60 * 1000;
  const idsOf = async (...events: AuditEvent[]): Promise<number> => {
    const news = await newsOf(...events);
    return new Set(news.map((one) => createAlert('https://consent.example', one).id)).size;
  };
  const missing: AuditEvent = { ...base, at, type: 'grant.mfa_missing', grant, partner };
  const another = createId('GrantId', systemRandom);
  assert.equal(await idsOf(missing, { ...missing, at: at + 20 * hour }), 1);
  assert.equal(await idsOf(missing, { ...missing, at: at + 21 * hour }, { ...missing, grant: another }), 3);
  const held = changed('held', 'identity_changed');
  assert.equal(await idsOf(held, { ...held, at: at + hour }), 2);
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
