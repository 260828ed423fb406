import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { anyToken, aServedPartner } from './support/a-served-partner.ts';

/** `npm run test:full` asks for 20. */
const seconds = Number(process.env['CONSENTRY_OVERLOAD_SECONDS'] ?? 2);
/** A broker lets a thousand requests in at once. */
const capacity = 1000;

test(`three times what it serves at once, for ${seconds} s, is shed with 503 and Retry-After; the rest is served, and it is itself again`, async (t) => {
  await using p = await aServedPartner();
  const operator = await p.operator();
  const { key } = await operator.call('addCaller', {
    body: {
      name: 'load',
      policy: {
        partners: [anyToken.partner],
        customers: 'all',
        resources: [anyToken.resource],
        rate: { perMinute: 6_000_000 },
      },
    },
  });
  const { apiUrl } = p.broker().ready;
  const agent = new Agent({ keepAlive: true, maxSockets: 3 * capacity });
  const ask = async (path: string, body?: object): Promise<{ status: number; shed: boolean }> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const sent = request(`${apiUrl}${path}`, { agent, method: body === undefined ? 'GET' : 'POST', headers });
    sent.end(body && JSON.stringify(body));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const answer = await text(response);
    const shed = response.headers['retry-after'] === '1' && answer.includes('"code":"overloaded"');
    return { status: response.statusCode ?? 0, shed };
  };
  const counts = { served: 0, shed: 0, other: new Map<number, number>() };
  const endAt = performance.now() + seconds * 1000;
  const askOnAndOn = async (): Promise<void> => {
    do {
      const { status, shed } = await ask('/v1/tokens', anyToken);
      if (status === 200) counts.served += 1;
      else if (status === 503 && shed) counts.shed += 1;
      else counts.other.set(status, (counts.other.get(status) ?? 0) + 1);
    } while (performance.now() < endAt);
  };
  const health: number[] = [];
  const lookAfterHealth = async (): Promise<void> => {
    do health.push((await ask('/healthz')).status);
    while (performance.now() < endAt);
  };
  await Promise.all([...Array.from({ length: 3 * capacity }, askOnAndOn), lookAfterHealth()]);
  assert.deepEqual([...counts.other], []);
  assert.ok(counts.served > 0 && counts.shed > 0, JSON.stringify(counts));
  assert.deepEqual([...new Set(health)], [200]);

  const afterwards = await Promise.all(Array.from({ length: 100 }, () => ask('/v1/tokens', anyToken)));
  assert.deepEqual([...new Set(afterwards.map(({ status }) => status))], [200]);
  assert.equal((await ask('/readyz')).status, 200);
  assert.equal((await operator.call('verifyAudit', {})).ok, true);
  t.diagnostic(`${counts.served} served and ${counts.shed} shed in ${seconds} s`);
  agent.destroy();
});
