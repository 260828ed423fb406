import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFolder } from './support/a-folder.ts';
import { startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

interface Ready {
  readonly apiUrl: string;
  readonly metricsUrl?: string;
}

/** A broker whose cloud is not there: nothing of this asks it. */
async function start(folder: string, env: Record<string, string> = {}) {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const origins = { login: nowhere, partnerCenter: nowhere, graph: nowhere };
  const { configFile } = await writeConfig(folder, await freePort(), origins);
  return startConsentry<Ready>(['serve', '--json', '--config', configFile], { env });
}

test('the metrics are on a listener of their own, and nothing else is there', async () => {
  await using folder = await aFolder();
  const broker = await start(folder.path, { CONSENTRY_METRICS_LISTENER_PORT: '0' });
  try {
    const { metricsUrl, apiUrl } = broker.ready;
    assert.ok(metricsUrl);
    const answer = await fetch(metricsUrl);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    assert.match(text, /^consentry_build_info\{version="[\d.]+"\} 1$/m);
    assert.match(text, /^process_cpu_seconds_total \d/m);
    assert.match(text, /^nodejs_eventloop_lag_seconds \d/m);
    assert.match(text, /^consentry_signing_keys_fetches_total\{outcome="idp_unreachable"\} [1-9]/m);
    assert.equal((await fetch(metricsUrl, { method: 'POST' })).status, 405);
    assert.equal((await fetch(new URL('/readyz', metricsUrl))).status, 404);
    assert.equal((await fetch(`${apiUrl}/metrics`)).status, 404);
  } finally {
    assert.equal(await broker.stop('SIGTERM'), 0);
  }
});

test('without a port for them there are no metrics to be read', async () => {
  await using folder = await aFolder();
  const broker = await start(folder.path);
  assert.equal(broker.ready.metricsUrl, undefined);
  assert.equal((await fetch(`${broker.ready.apiUrl}/healthz`)).status, 200);
  assert.equal(await broker.stop('SIGTERM'), 0);
});
