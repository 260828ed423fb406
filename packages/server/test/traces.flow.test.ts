import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { aBroker, customerA, customerC, partnerOne, type TestBroker } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';
import { collectSpans, type Spans, textOf } from './some-spans.ts';

let spans: Spans;
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

/** Asks for a token by hand, with these headers. @returns the answer, and the spans that ended meanwhile */
async function ask(t: TestBroker, headers: Record<string, string>, body: object = graph) {
  const { key } = await t.operator.call('addCaller', {
    body: { name: 'test', policy: { partners: [partnerOne], customers: 'all', resources: ['graph'] } },
  });
  const seen = spans.list().length;
  const response = await t.send(
    new Request('http://127.0.0.1:44396/v1/tokens', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    }),
  );
  return { response, spans: spans.list().slice(seen) };
}

const named = (all: readonly ReadableSpan[], name: string): ReadableSpan => {
  const span = all.find((one) => one.name === name);
  assert.ok(span, `${name} is among ${all.map((one) => one.name).join(', ')}`);
  return span;
};

describe('traces', () => {
  before(() => {
    spans = collectSpans();
  });
  after(() => spans[Symbol.dispose]());

  for (const kind of ['sqlite', 'postgres'] as const) {
    test(`a request is a span, and what it asks of others are spans within it, on ${kind}`, async () => {
      await using broker = await aBrokerOn(kind);
      const { t } = broker;
      await t.aConnectedPartner();
      const asked = await ask(t, {});
      assert.equal(asked.response.status, 200);
      const request = named(asked.spans, 'POST /v1/tokens');
      assert.equal(request.kind, SpanKind.SERVER);
      assert.equal(request.attributes['consentry.operation'], 'acquireToken');
      assert.equal(request.attributes['http.response.status_code'], 200);
      assert.equal(request.attributes['consentry.request_id'], asked.response.headers.get('x-request-id'));
      for (const name of ['token endpoint refresh_token', 'vault get', 'store query', 'audit write']) {
        const span = named(asked.spans, name);
        assert.equal(span.spanContext().traceId, request.spanContext().traceId, name);
      }
      // Several requests share a commit.
      const commit = named(asked.spans, 'audit commit');
      assert.notEqual(commit.spanContext().traceId, request.spanContext().traceId);
    });
  }

  test('a span within a caller’s trace is its child, and the log line names it', async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const asked = await ask(t, {
      traceparent: `00-${traceId}-${parentId}-01`,
      'x-request-id': 'order-17',
    });
    const request = named(asked.spans, 'POST /v1/tokens');
    assert.equal(request.spanContext().traceId, traceId);
    assert.equal(request.parentSpanContext?.spanId, parentId);
    const line = t.logged
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .findLast(({ msg }) => msg === 'answered');
    assert.equal(line?.['trace_id'], traceId);
    assert.equal(line['callerRequestId'], 'order-17');
  });

  test('the audit holds our id of the request, and nothing of what the caller claims', async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const asked = await ask(t, { traceparent: `00-${traceId}-${parentId}-01`, 'x-request-id': 'order-17' });
    const event = (await t.events()).find(({ type }) => type === 'token.issued');
    assert.equal(event?.requestId, asked.response.headers.get('x-request-id'));
    assert.doesNotMatch(JSON.stringify(await t.events()), new RegExp(`order-17|${traceId}|${parentId}`));
  });

  test('an x-request-id that could forge something is left out of the log', async () => {
    await using t = await aBroker();
    await ask(t, { 'x-request-id': 'a b"}' });
    assert.doesNotMatch(t.logged.join(''), /callerRequestId/);
  });

  test('a refusal is an error of the span, by its code, and its words are not there', async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const asked = await ask(t, {}, { ...graph, customer: customerC });
    const request = named(asked.spans, 'POST /v1/tokens');
    assert.equal(request.status.code, SpanStatusCode.ERROR);
    assert.equal(request.status.message, undefined);
    assert.equal(request.attributes['error.type'], 'tenant_setup');
    assert.deepEqual(request.events, []);
    const redemption = named(asked.spans, 'token endpoint refresh_token');
    assert.equal(redemption.attributes['error.type'], 'tenant_setup');
  });

  test('no name, no address, no query and no key of the request is in a span', async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    await ask(t, {});
    const texts = spans.list().map(textOf).join('\n');
    assert.doesNotMatch(texts, /@|\.example|192\.0\.2\.|\?|ck_|Bearer|select /i);
  });
});
