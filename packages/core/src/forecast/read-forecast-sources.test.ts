import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiPorts } from '../../test/an-api.ts';
import { aClock, anAnswer, customer, noon, partner } from '../../test/builders.ts';
import { createApis } from '../apis/apis.ts';
import { Secret } from '../secret.ts';
import { readForecastSources } from './read-forecast-sources.ts';

const dayMs = 24 * 60 * 60 * 1000;
const iso = (days: number): string => new Date(noon + days * dayMs).toISOString();

/** When each relationship ends, in days from now, as Graph tells of it. */
async function endsOf(...relationships: readonly Readonly<Record<string, string>>[]) {
  const value = relationships.map((one, index) => ({
    id: `relationship-${index}`,
    customer: { tenantId: customer },
    ...one,
  }));
  const ports = apiPorts(async ({ url }) =>
    new URL(url).pathname.endsWith('/delegatedAdminRelationships')
      ? anAnswer({ value })
      : anAnswer({ error: { code: 'Authorization_RequestDenied' } }, { status: 403 }),
  );
  const apis = createApis(ports, () => async () => ({
    value: Secret.of('access'),
    baseUrl: 'https://graph.microsoft.com',
  }));
  const read = await readForecastSources({ apis, clock: aClock(), partner, accounts: new Set() });
  assert.ok(read.relationships.outcome === 'read');
  return read.relationships.value.map(({ endsAt }) => endsAt && (endsAt - noon) / dayMs);
}

test('a relationship that a customer ended before its day ended then, whatever day was agreed', async () => {
  const terminated = { status: 'terminated', endDateTime: iso(300) };
  assert.deepEqual(await endsOf({ ...terminated, lastModifiedDateTime: iso(-2) }), [-2]);
  assert.deepEqual(await endsOf({ ...terminated, lastModifiedDateTime: iso(-8) }), []);
  assert.deepEqual(
    await endsOf({ status: 'expired', endDateTime: iso(-1), lastModifiedDateTime: iso(0) }),
    [-1],
  );
  assert.deepEqual(
    await endsOf({ status: 'active', endDateTime: iso(3), lastModifiedDateTime: iso(-9) }),
    [3],
  );
});

test('of one that is over and does not say since when, no day to come is told', async () => {
  assert.deepEqual(await endsOf({ status: 'terminated', endDateTime: iso(300) }), []);
});
