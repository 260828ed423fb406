import { refuseWithJson } from './refuse.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditEvent, ConsentryError } from '@consentry/core';
import { endpoints, type Operation } from '@consentry/core/contract';
import { aClock } from '../../test/a-store.ts';
import { asFetch } from './as-fetch.ts';
import { createListener } from './create-listener.ts';
import type { Exchange } from './exchange.ts';
import type { AnyHandler, ListenerDeps } from './listener-deps.ts';

/** A listener whose handlers refuse everything, with what it handed to them, recorded and logged. */
function aListener(name: 'public' | 'api', change: Partial<ListenerDeps> = {}) {
  const exchanges: Exchange<Operation>[] = [];
  const events: AuditEvent[] = [];
  const errors: string[] = [];
  const refuseAll: AnyHandler = async (exchange) => {
    exchanges.push(exchange);
    throw new ConsentryError('invitation_not_found');
  };
  const operations = Object.keys(endpoints) as Operation[];
  const listener = createListener(name, {
    handlers: Object.fromEntries(operations.map((operation) => [operation, refuseAll])) as Record<
      Operation,
      AnyHandler
    >,
    authenticator: { authenticate: async () => ({ kind: 'operator' }) },
    rateLimiter: { take: () => undefined },
    audit: { write: async (event) => void events.push(event) },
    clock: aClock(),
    watch: (_passage, work) => work(),
    log: {
      info() {
        // Not looked at.
      },
      warn() {
        // Not looked at.
      },
      error: (_fields, message) => void errors.push(message),
    },
    createRequestId: () => 'req_1',
    isMemoryShort: () => false,
    countShed: () => undefined,
    maxInFlight: 10,
    loginOrigin: 'https://login.example',
    dashboardRefusal: (error, requestId) => refuseWithJson(error, requestId),
    refusalPage: (error) => ({ status: error.entry.status, html: error.code }),
    ...change,
  });
  return { listener: asFetch(listener), exchanges, events, errors };
}

test('answers internal_error with its own headers, and logs, when even a refusal cannot be drawn', async (t) => {
  const printed = t.mock.method(console, 'error', () => undefined);
  const { listener, errors } = aListener('public', {
    refusalPage() {
      throw new TypeError('a bug in a page');
    },
  });
  for (const path of ['/invite/' + 'A'.repeat(43), '/nowhere']) {
    const response = await listener(new Request(`http://localhost${path}`));
    assert.equal(response.status, 500);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('x-request-id'), 'req_1');
    const text = await response.text();
    assert.match(text, /"internal_error"/);
    assert.doesNotMatch(text, /a bug in a page/);
  }
  assert.equal(errors.length, 2);
  assert.equal(printed.mock.callCount(), 0);
});

test('who is refused because the audit does not answer does not wait for it a second time', async () => {
  let waiting = 0;
  const { listener } = aListener('api', {
    handlers: new Proxy({} as Record<Operation, AnyHandler>, {
      get: () => () => Promise.reject(new ConsentryError('audit_unavailable')),
    }),
    audit: {
      write() {
        waiting += 1;
        return new Promise(() => undefined);
      },
    },
  });
  const response = await listener(new Request('http://localhost/v1/callers'));
  assert.equal(response.status, 503);
  assert.equal(waiting, 1, 'it is recorded all the same, should the audit come back');
});

test('takes fields from a form, and never from a body that is JSON', async () => {
  const api = aListener('api');
  await api.listener(
    new Request('http://localhost/v1/invitations', {
      method: 'POST',
      body: '{"partner":"aaaaaaaa-1111-4111-8111-111111111111","partnerName":"a&state=b"}',
      headers: { 'content-type': 'application/json' },
    }),
  );
  assert.deepEqual([...(api.exchanges[0]?.fields ?? ['none'])], []);

  const pages = aListener('public');
  await pages.listener(
    new Request('http://localhost/consent/callback', {
      method: 'POST',
      body: 'state=a&code=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  );
  assert.deepEqual(Object.fromEntries(pages.exchanges[0]?.fields ?? []), { state: 'a', code: 'b' });
});
