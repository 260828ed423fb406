import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type MetricName, type MetricRow, metricTable } from './metric-table.ts';
import { createMetrics } from './metrics.ts';

/** Words that would name somebody, or something that only one of them has. */
const naming = /tenant|partner|customer|caller|user|subject|grant_id|address|request/;

test('every metric of the table is in the text, with its help and kind', async () => {
  const text = await createMetrics().read();
  for (const [name, { kind, help }] of Object.entries<MetricRow>(metricTable)) {
    assert.ok(text.includes(`# HELP ${name} ${help}\n`), name);
    assert.ok(text.includes(`# TYPE ${name} ${kind}\n`), name);
  }
});

test('no label names a tenant, a partner, a customer, a caller or a person', () => {
  for (const [name, { labels }] of Object.entries<MetricRow>(metricTable)) {
    for (const label of labels) assert.doesNotMatch(label, naming, name);
  }
});

test('counters end in _total, and what is measured in seconds says so', () => {
  for (const [name, { kind }] of Object.entries<MetricRow>(metricTable) as [MetricName, MetricRow][]) {
    assert.equal(name.endsWith('_total'), kind === 'counter', name);
    if (/duration|age|expiry|late|difference/.test(name)) assert.match(name, /_seconds$/);
  }
});

test('two brokers in one process do not mix their numbers', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.count('consentry_redemptions_coalesced_total', {}, 3);
  assert.match(await one.read(), /^consentry_redemptions_coalesced_total 3$/m);
  assert.match(await other.read(), /^consentry_redemptions_coalesced_total 0$/m);
});

test('a gauge of which nothing is known says nothing', async () => {
  const metrics = createMetrics();
  const lines = async () => (await metrics.read()).match(/^consentry_signing_keys_age_seconds .*$/gm);
  assert.equal(await lines(), null);
  metrics.set('consentry_signing_keys_age_seconds', [{ labels: {}, value: 5 }]);
  assert.deepEqual(await lines(), ['consentry_signing_keys_age_seconds 5']);
  metrics.set('consentry_signing_keys_age_seconds', []);
  assert.equal(await lines(), null);
});

test('a refresh that fails keeps no other from being read', async () => {
  const metrics = createMetrics();
  metrics.beforeReading(() => Promise.reject(new Error('the store is away')));
  metrics.beforeReading(() => metrics.set('consentry_successors_waiting', [{ labels: {}, value: 2 }]));
  assert.match(await metrics.read(), /^consentry_successors_waiting 2$/m);
});
