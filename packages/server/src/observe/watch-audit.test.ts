import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditEvent, type AuditSink, ConsentryError, createId, readTenantId } from '@consentry/core';
import { systemRandom, systemTimer } from '@consentry/core/node';
import { trace } from '@opentelemetry/api';
import { createMetrics } from './metrics.ts';
import { createWatch } from './watch.ts';
import { watchAudit } from './watch-audit.ts';

const tenant = readTenantId('aaaaaaaa-1111-4111-8111-111111111111');

const issued = (resource: string): AuditEvent => ({
  type: 'token.issued',
  access: 'delegated',
  at: 1,
  actor: createId('CallerId', systemRandom),
  partner: tenant,
  tenant,
  resource,
  scopes: [],
  grant: createId('GrantId', systemRandom),
  fromCache: false,
  expiresAt: 2,
});

function watched(sink: AuditSink) {
  const metrics = createMetrics();
  return { audit: watchAudit(sink, createWatch(systemTimer, trace.getTracer('test')), metrics), metrics };
}

test('an API that a caller named by its URI is counted as other', async () => {
  const { audit, metrics } = watched({ write: async () => undefined });
  await audit.write(issued('https://api.contoso.example/'));
  await audit.write(issued('graph'));
  const text = await metrics.read();
  assert.match(text, /^consentry_tokens_issued_total\{resource="other",cached="false"\} 1$/m);
  assert.match(text, /^consentry_tokens_issued_total\{resource="graph",cached="false"\} 1$/m);
  assert.doesNotMatch(text, /contoso/);
});

test('a token whose record is not durable is not counted as issued', async () => {
  const { audit, metrics } = watched({
    write: () => Promise.reject(new ConsentryError('audit_unavailable')),
  });
  await assert.rejects(audit.write(issued('graph')), { code: 'audit_unavailable' });
  const text = await metrics.read();
  assert.doesNotMatch(text, /^consentry_tokens_issued_total\{/m);
  assert.match(text, /^consentry_audit_events_total\{type="token.issued",outcome="failed"\} 1$/m);
});
