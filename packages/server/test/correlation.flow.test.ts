import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, isGuid, type OutgoingRequest } from '@consentry/core';
import { aBroker, customerA, customerC, partnerOne } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

/** A broker, and the requests that it sends to the cloud. */
async function aWatchedBroker() {
  const sent: OutgoingRequest[] = [];
  const t = await aBroker({
    watch: (fetch) => (request) => {
      sent.push(request);
      return fetch(request);
    },
  });
  const ids = () => sent.map(({ headers }) => headers?.['client-request-id']);
  return { t, sent, ids, [Symbol.asyncDispose]: () => t[Symbol.asyncDispose]() };
}

test('Entra is told the id of our request, and repeats it in the facts of what it refuses', async () => {
  await using watched = await aWatchedBroker();
  const { t, ids } = watched;
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const error: unknown = await caller
    .call('acquireToken', { body: { ...graph, customer: customerC } })
    .catch((thrown: unknown) => thrown);
  assert.ok(isConsentryError(error, 'tenant_setup'));
  const { requestId, correlationId, traceId, microsoftRequestId } = error.facts;
  assert.ok(isGuid(requestId));
  assert.equal(correlationId, requestId);
  assert.equal(ids().at(-1), requestId);
  assert.ok(isGuid(traceId));
  assert.equal(microsoftRequestId, traceId);
  const line = JSON.parse(t.logged.findLast((text) => text.includes('"answered"')) ?? '') as object;
  const expected = {
    requestId,
    code: 'tenant_setup',
    microsoftTraceId: traceId,
    microsoftCorrelationId: correlationId,
    microsoftRequestId,
  };
  assert.deepEqual({ ...line, ...expected }, line);
});

test('what the broker does of its own accord has ids of its own', async () => {
  await using watched = await aWatchedBroker();
  const { t, sent, ids } = watched;
  await t.aConnectedPartner();
  sent.length = 0;
  t.sandbox.control.moveClock(41 * 24 * 60 * 60 * 1000);
  await t.broker.app.tokens.keepAlive(60);
  await t.broker.app.signingKeys.refresh();
  assert.ok(ids().length >= 3);
  assert.ok(ids().every(isGuid));
  assert.equal(new Set(ids()).size, ids().length);
});
