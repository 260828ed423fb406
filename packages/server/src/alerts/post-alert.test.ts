import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FetchStream, type OutgoingStream, Secret, TransportError } from '@consentry/core';
import { createAlert } from './alert.ts';
import { type Delivery, postAlert } from './post-alert.ts';

const alert = createAlert('https://consent.example', {
  type: 'audit.cut',
  at: Date.parse('2026-11-20T12:00:00Z'),
  about: [1],
  detail: 'What happened.',
  remedy: 'What to do.',
});
const url = Secret.of('https://hooks.example/services/CANARY?sig=CANARY');
const { signal } = new AbortController();

function post(fetchStream: FetchStream): Promise<Delivery> {
  return postAlert({ url, fetchStream, clock: { now: () => 0 } }, alert, signal);
}

function anAnswer(status: number, headers: Record<string, string> = {}): FetchStream {
  return async () => ({ status, headers, body: new Blob(['ok']).stream() });
}

const failed = (why: string, more: { waitMs?: number } = {}): Delivery => ({ kind: 'failed', why, ...more });
const refused = (why: string): Delivery => ({ kind: 'refused', why });

for (const [status, headers, expected] of [
  [200, {}, { kind: 'taken' }],
  [204, {}, { kind: 'taken' }],
  [302, { location: 'https://elsewhere.example/' }, refused('status 302')],
  [307, { location: 'https://elsewhere.example/' }, refused('status 307')],
  [400, {}, refused('status 400')],
  [404, {}, refused('status 404')],
  [408, {}, failed('status 408')],
  [429, {}, failed('status 429')],
  [429, { 'retry-after': '7' }, failed('status 429', { waitMs: 7_000 })],
  [500, {}, failed('status 500')],
  [503, { 'retry-after': '86400' }, failed('status 503', { waitMs: 3_600_000 })],
] as const satisfies readonly (readonly [number, Record<string, string>, Delivery])[]) {
  test(`${status} ${JSON.stringify(headers)} is ${expected.kind}`, async () => {
    assert.deepEqual(await post(anAnswer(status, headers)), expected);
  });
}

test('the alert goes as JSON to the whole address, under a deadline, and ends with the signal', async () => {
  const sent: OutgoingStream[] = [];
  await post(async (request) => {
    sent.push(request);
    return anAnswer(200)(request);
  });
  const [request] = sent;
  assert.ok(request);
  assert.deepEqual([request.method, request.url], ['POST', url.reveal()]);
  assert.ok(request.body instanceof Uint8Array);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(request.body)), alert);
  assert.equal(request.headers?.['content-type'], 'application/json; charset=utf-8');
  assert.ok(request.deadlineMs <= 10_000);
  assert.equal(request.signal, signal);
});

test('an answer without end is not read', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    cancel() {
      isCancelled = true;
    },
  });
  assert.deepEqual(await post(async () => ({ status: 200, headers: {}, body })), { kind: 'taken' });
  assert.ok(isCancelled);
});

test('a connection that fails is told by its kind alone, and so is what nobody expected', async () => {
  const lost = new TransportError('reset', { mayHaveArrived: true, message: 'CANARY' });
  assert.deepEqual(await post(() => Promise.reject(lost)), failed('reset'));
  assert.deepEqual(await post(() => Promise.reject(new Error('CANARY'))), failed('internal_error'));
});
