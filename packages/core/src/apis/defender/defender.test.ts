import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aJwt, defenderClaims } from '../../../test/a-jwt.ts';
import { anApi } from '../../../test/an-api.ts';
import { aFetch, anAnswer, errorOf } from '../../../test/builders.ts';
import { type IncomingAnswer, TransportError } from '../../ports.ts';
import { Secret } from '../../secret.ts';
import { createDefender, type Defender } from './defender.ts';
import type { IncidentChanges } from './update-incident.ts';

const base = 'https://api.security.microsoft.com';
const found = anAnswer({ incidentId: 7, status: 'Active', extra: 1 });
const userClaims = { ...defenderClaims, idtyp: 'user', roles: undefined, scp: 'Incident.Read' };

function aDefender(
  answers: readonly (IncomingAnswer | Error)[],
  value = Secret.of('opaque'),
  baseUrl = base,
) {
  const fetch = aFetch(...answers);
  const credential = async () => ({ value, baseUrl });
  const defender = createDefender(anApi(fetch, { resource: 'defender', baseUrl, credential }));
  return { defender, requests: fetch.requests };
}

const operations: Readonly<Record<string, (defender: Defender) => Promise<unknown>>> = {
  incidents: (defender) => Array.fromAsync(defender.incidents()),
  alerts: (defender) => Array.fromAsync(defender.alerts()),
  incident: (defender) => defender.incident(7),
  updateIncident: (defender) => defender.updateIncident(7, { status: 'Resolved' }),
  hunt: (defender) => defender.hunt('AlertInfo'),
};

test('reads one incident, with fields that it does not know', async () => {
  const { defender, requests } = aDefender([found]);
  assert.deepEqual(await defender.incident(7), { incidentId: 7, status: 'Active', extra: 1 });
  assert.equal(requests[0]?.url, `${base}/api/incidents/7`);
});

test('follows an incident to the one that it was merged into', async () => {
  const merged = anAnswer({ incidentId: 6, status: 'Redirected', redirectIncidentId: 7 });
  const { defender, requests } = aDefender([merged, found]);
  assert.equal((await defender.incident(6)).incidentId, 7);
  assert.equal(requests[1]?.url, `${base}/api/incidents/7`);
});

test('refuses incidents that are merged in a circle', async () => {
  const circle = Array.from({ length: 6 }, () => anAnswer({ incidentId: 6, redirectIncidentId: 6 }));
  await assert.rejects(aDefender(circle).defender.incident(6), { code: 'api_bad_response' });
});

for (const id of [0, -1, 1.5, Number.NaN, '7', '../x', 2 ** 60]) {
  test(`refuses ${String(id)} as the id of an incident, and asks nobody`, async () => {
    await assert.rejects(aDefender([]).defender.incident(id as number), { code: 'invalid_request' });
  });
}

test('changes an incident by exactly what is named', async () => {
  const { defender, requests } = aDefender([found]);
  const changes: IncidentChanges = {
    status: 'Resolved',
    assignedTo: null,
    classification: 'TruePositive',
    determination: 'Malware',
    tags: [],
    comment: 'was a drill',
  };
  assert.equal((await defender.updateIncident(7, changes)).incidentId, 7);
  assert.equal(requests[0]?.method, 'PATCH');
  assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), changes);
});

for (const [what, changes] of [
  ['no change', {}],
  ['a change that is undefined', { status: undefined }],
  ['no object', 'Resolved'],
  ['a status that nobody sets', { status: 'Redirected' }],
  ['a field that cannot be changed', { severity: 'High' }],
  ['a field of another name', { comments: 'x' }],
  ['an unknown classification', { classification: 'Positive' }],
  ['a classification that objects have', { classification: 'constructor' }],
  ['a determination without its classification', { determination: 'Malware' }],
  ['a determination of another one', { classification: 'FalsePositive', determination: 'Malware' }],
  ['an empty comment', { comment: ' ' }],
  ['tags that are no list', { tags: 'a' }],
  ['a tag that is no text', { tags: [1] }],
  ['an owner without a name', { assignedTo: '' }],
] as const) {
  test(`refuses ${what}, and sends nothing`, async () => {
    const { defender, requests } = aDefender([]);
    const update = () => defender.updateIncident(7, changes as unknown as IncidentChanges);
    assert.equal((await errorOf(update)).code, 'invalid_request');
    assert.equal(requests.length, 0);
  });
}

test('sends a change once, whatever comes back', async () => {
  const { defender, requests } = aDefender([anAnswer('', { status: 500 })]);
  await errorOf(() => defender.updateIncident(7, { comment: 'once' }));
  assert.equal(requests.length, 1);
});

test('gives columns, rows and cost of a query', async () => {
  const answer = {
    Schema: [{ Name: 'DeviceName', Type: 'String' }],
    Results: [{ DeviceName: 'a' }],
    Stats: { ExecutionTime: 1 },
  };
  const { defender, requests } = aDefender([anAnswer(answer)]);
  assert.deepEqual(await defender.hunt('DeviceInfo | take 1'), {
    schema: [{ name: 'DeviceName', type: 'String' }],
    rows: [{ DeviceName: 'a' }],
    stats: { ExecutionTime: 1 },
  });
  assert.deepEqual(
    [requests[0]?.url, requests[0]?.body],
    [`${base}/api/advancedhunting/run`, '{"Query":"DeviceInfo | take 1"}'],
  );
  assert.ok((requests[0]?.deadlineMs ?? 0) >= 180_000);
  assert.equal(requests[0]?.maxResponseBytes, 50 * 1024 * 1024);
});

test('refuses an empty query, and one that is no text', async () => {
  for (const query of ['', ' \n', undefined as unknown as string])
    await assert.rejects(aDefender([]).defender.hunt(query), { code: 'invalid_request' });
});

for (const body of [
  {},
  { Schema: [], Results: {} },
  { Schema: [{}], Results: [] },
  { Schema: [], Results: [1] },
]) {
  test(`refuses ${JSON.stringify(body)}, which is no result`, async () => {
    await assert.rejects(aDefender([anAnswer(body)]).defender.hunt('x'), { code: 'api_bad_response' });
  });
}

for (const [sentence, quota, remedy] of [
  ['You have exceeded the allowed CPU quota of the tenant.', 'cpu', /quarter of an hour/],
  ['The allotted running time is used up.', 'cpu', /quarter of an hour/],
  ['The number of calls per minute is exceeded.', 'calls', /Wait as long/],
] as const) {
  test(`says of what there was too much: ${sentence}`, async () => {
    const error = { error: { code: 'TooManyRequests', message: sentence } };
    const headers = { 'retry-after': '900' };
    const { defender } = aDefender([anAnswer(error, { status: 429, headers })]);
    const refusal = await errorOf(() => defender.hunt('x'));
    assert.deepEqual(
      [refusal.code, refusal.facts['quota'], refusal.retryAfterMs],
      ['api_throttled', quota, 900_000],
    );
    assert.match(refusal.remedy, remedy);
    assert.doesNotMatch(JSON.stringify(refusal.facts), /exceeded|allotted/);
  });
}

test('says what helps where a query finds too much', async () => {
  const large = new TransportError('too_large', { mayHaveArrived: true, message: 'too large' });
  const { code, remedy } = await errorOf(() => aDefender([large]).defender.hunt('x'));
  assert.equal(code, 'api_bad_response');
  assert.match(remedy, /Narrow the query/);
});

for (const [name, operate] of Object.entries(operations)) {
  test(`${name}: refuses a token without the permission, and sends nothing`, async () => {
    const tokens = [
      { ...defenderClaims, roles: undefined },
      { ...defenderClaims, roles: ['Alert.Read.All'] },
      { ...userClaims, scp: 'User.Read' },
    ];
    for (const claims of tokens) {
      const { defender, requests } = aDefender([], aJwt(claims));
      assert.equal((await errorOf(() => operate(defender))).code, 'api_forbidden');
      assert.equal(requests.length, 0);
    }
  });

  for (const audience of [
    'https://api.securitycenter.windows.com',
    'https://api.securitycenter.microsoft.com',
    'https://securitycenter.onmicrosoft.com/windowsatpservice',
    'fc780465-2017-40d4-a0c5-307022471b92',
    'https://graph.microsoft.com',
  ]) {
    test(`${name}: explains a token for ${audience}, and sends it nowhere`, async () => {
      const { defender, requests } = aDefender([], aJwt({ ...defenderClaims, aud: audience }));
      const { code, message, remedy } = await errorOf(() => operate(defender));
      assert.equal(code, 'host_refused');
      assert.match(message, audience.includes('graph') ? /for graph/ : /Defender for Endpoint/);
      assert.match(remedy, audience.includes('graph') ? /Ask for a token/ : /api\.security\.microsoft\.com/);
      assert.equal(requests.length, 0);
    });
  }
}

for (const [what, claims] of [
  ['an application that may read', defenderClaims],
  ['an application that may write', { ...defenderClaims, roles: ['Incident.ReadWrite.All'] }],
  ['a user that may read', userClaims],
  ['a user that may write', { ...userClaims, scp: 'x Incident.ReadWrite' }],
  ['the application id as its audience', { ...defenderClaims, aud: '8ee8fdad-f234-4243-8f3b-15c294843740' }],
  ['an audience with a slash', { ...defenderClaims, aud: `${base}/` }],
] as const) {
  test(`lets a token pass of ${what}`, async () => {
    assert.equal((await aDefender([found], aJwt(claims)).defender.incident(7)).incidentId, 7);
  });
}

test('reading is not enough for a change', async () => {
  for (const claims of [defenderClaims, userClaims]) {
    const { defender } = aDefender([], aJwt(claims));
    const { code, facts } = await errorOf(() => defender.updateIncident(7, { status: 'Active' }));
    assert.equal(code, 'api_forbidden');
    assert.match(String(facts['permission']), /^Incident\.ReadWrite/);
  }
});

test('names a permission that was nearly the right one', async () => {
  const { defender } = aDefender([], aJwt({ ...defenderClaims, roles: ['Incidents.Read.All'] }));
  const { message } = await errorOf(() => defender.incident(7));
  assert.match(message, /holds Incidents\.Read\.All .*not Incident\.Read\.All: singular and plural differ/);
});

test('says that consent was never given where an application has no role', async () => {
  const { defender } = aDefender([], aJwt({ ...defenderClaims, roles: undefined }));
  const { message, remedy } = await errorOf(() => defender.incident(7));
  assert.match(message, /no application permission at all/);
  assert.match(remedy, /administrator of this tenant consents.*new token/);
});

test('in a cloud that it does not know any audience may be right, but not a known wrong one', async () => {
  const local = 'http://defender.localhost:8443';
  const own = aDefender([found], aJwt({ ...defenderClaims, aud: 'https://defender.example' }), local);
  assert.equal((await own.defender.incident(7)).incidentId, 7);
  const wrong = { ...defenderClaims, aud: 'https://api.securitycenter.microsoft.com' };
  const { defender, requests } = aDefender([], aJwt(wrong), local);
  assert.equal((await errorOf(() => defender.incident(7))).code, 'host_refused');
  assert.equal(requests.length, 0);
});
