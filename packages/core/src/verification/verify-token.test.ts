import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aJwt, defenderClaims, graphClaims } from '../../test/a-jwt.ts';
import { clientId, customer, noon, partner } from '../../test/builders.ts';
import { clouds } from '../entra/clouds.ts';
import { Secret } from '../secret.ts';
import type { CheckName, TokenCheck, WantedToken } from './token-check.ts';
import { verifyToken } from './verify-token.ts';

function verify(claims: object, wanted: WantedToken = {}, { now = noon, cloud = clouds.public } = {}) {
  return verifyToken({ token: aJwt(claims), wanted, cloud, now });
}

/** The outcome of one check of a token. */
function outcomeOf(
  name: CheckName,
  claims: object,
  wanted: WantedToken = {},
  place: { now?: number; cloud?: (typeof clouds)['public'] } = {},
): TokenCheck {
  const found = verify(claims, wanted, place).checks.find((check) => check.name === name);
  return found ?? assert.fail(`${name} was not checked`);
}

const minute = 60_000;

test('passes a token that is all that was wanted', () => {
  const { verdict, checks, claims } = verify(graphClaims, {
    resource: 'graph',
    tenant: customer,
    application: clientId,
    account: graphClaims.oid,
    scopes: ['User.Read.All', 'https://graph.microsoft.com/Directory.Read.All'],
    mfa: true,
  });
  assert.equal(verdict, 'passed');
  assert.deepEqual(
    checks.map(({ name, outcome }) => `${name} ${outcome}`),
    [
      'form passed',
      'times passed',
      'issuer passed',
      'audience passed',
      'tenant passed',
      'application passed',
      'account passed',
      'scope passed',
      'scope passed',
      'mfa passed',
    ],
  );
  assert.equal(claims?.tenantId, customer);
});

test('says nothing of the token’s text in what it finds', () => {
  const text = JSON.stringify(verify(graphClaims, { resource: 'graph', mfa: true }));
  assert.ok(!text.includes(aJwt(graphClaims).reveal().split('.')[1] ?? '-'));
});

for (const [what, aud] of [
  ['its URI', 'https://graph.microsoft.com'],
  ['its URI with a slash', 'https://graph.microsoft.com/'],
  ['its application id', '00000003-0000-0000-c000-000000000000'],
] as const) {
  test(`takes an API by ${what}`, () => {
    assert.equal(outcomeOf('audience', { ...graphClaims, aud }, { resource: 'graph' }).outcome, 'passed');
    assert.equal(
      outcomeOf('audience', { ...graphClaims, aud }, { resource: 'https://graph.microsoft.com' }).outcome,
      'passed',
    );
  });
}

test('says which other API a token is for', () => {
  const { outcome, explanation, remedy } = outcomeOf('audience', graphClaims, { resource: 'arm' });
  assert.equal(outcome, 'failed');
  assert.match(explanation, /for graph \(https:\/\/graph\.microsoft\.com\), not for arm/);
  assert.match(remedy ?? '', /arm/);
});

for (const aud of [
  'https://api.securitycenter.microsoft.com',
  'https://api.securitycenter.windows.com/',
  'https://securitycenter.onmicrosoft.com/windowsatpservice',
]) {
  test(`explains that ${aud} is not the API of incidents`, () => {
    const check = outcomeOf('audience', { ...defenderClaims, aud }, { resource: 'defender' });
    assert.equal(check.outcome, 'failed');
    assert.match(check.explanation, /Defender for Endpoint/);
    assert.match(check.remedy ?? '', /https:\/\/api\.security\.microsoft\.com\/\.default/);
  });
}

test('says of an API of another cloud whose it is', () => {
  const aud = 'https://microsoftgraph.chinacloudapi.cn';
  const check = outcomeOf('audience', { ...graphClaims, aud }, { resource: 'graph' });
  assert.match(check.explanation, /graph of the cloud china/);
});

test('fails a token for the partner where a customer’s is wanted', () => {
  const check = outcomeOf('tenant', { ...graphClaims, tid: partner }, { tenant: customer });
  assert.equal(check.outcome, 'failed');
  assert.ok(check.explanation.includes(partner) && check.explanation.includes(customer));
});

test('compares ids without regard to case', () => {
  const wanted = { tenant: customer.toUpperCase(), account: graphClaims.oid.toUpperCase() };
  assert.equal(verify(graphClaims, wanted).verdict, 'passed');
});

test('cannot tell a tenant that the token does not name', () => {
  const { outcome } = outcomeOf('tenant', { ...graphClaims, tid: undefined }, { tenant: customer });
  assert.equal(outcome, 'unknown');
});

const end = noon + 60 * minute;
for (const [now, outcome, says] of [
  [noon, 'passed', /for 60 min/],
  [noon - 5 * minute, 'passed', /valid until/],
  [noon - 5 * minute - 1000, 'failed', /valid from/],
  [end - 1, 'passed', /valid until/],
  [end, 'passed', /tolerate/],
  [end + 5 * minute - 1, 'passed', /tolerate/],
  [end + 5 * minute, 'failed', /ended .* ago/],
  [end + 90 * 24 * 60 * minute, 'failed', /90 days ago/],
] as const) {
  test(`finds the times ${outcome} ${Math.round((now - noon) / 1000)} s after the token was issued`, () => {
    const check = outcomeOf('times', graphClaims, {}, { now });
    assert.equal(check.outcome, outcome);
    assert.match(check.explanation, says);
  });
}

for (const exp of [undefined, 'soon', 1e30, Number.MAX_SAFE_INTEGER]) {
  test(`fails a token that ends at ${String(exp)}`, () => {
    assert.equal(outcomeOf('times', { ...graphClaims, exp }).outcome, 'failed');
  });
}

test('fails an issuer of another cloud, and names that cloud', () => {
  const iss = `https://sts.chinacloudapi.cn/${customer}/`;
  const check = outcomeOf('issuer', { ...graphClaims, iss });
  assert.equal(check.outcome, 'failed');
  assert.match(check.explanation, /the cloud china, not by public/);
  assert.equal(outcomeOf('issuer', { ...graphClaims, iss }, {}, { cloud: clouds.china }).outcome, 'passed');
});

for (const [what, change] of [
  ['of another tenant', { iss: `https://sts.windows.net/${partner}/` }],
  ['that begins like Entra’s', { iss: `https://sts.windows.net/${customer}/../x/` }],
  ['of the other version', { ver: '2.0' }],
  ['without a version', { ver: undefined }],
  ['without a tenant', { tid: undefined }],
  ['that is missing', { iss: undefined }],
] as const) {
  test(`fails an issuer ${what}`, () => {
    assert.equal(outcomeOf('issuer', { ...graphClaims, ...change }).outcome, 'failed');
  });
}

test('cannot tell MFA from a v2 token, and says why', () => {
  const v2 = {
    ...graphClaims,
    ver: '2.0',
    iss: `https://login.microsoftonline.com/${customer}/v2.0`,
    appid: undefined,
    azp: clientId,
    amr: undefined,
  };
  const check = outcomeOf('mfa', v2, { mfa: true, application: clientId });
  assert.equal(check.outcome, 'unknown');
  assert.match(check.explanation, /version 2\.0 do not say/);
  const { verdict } = verify(v2, { mfa: true, application: clientId });
  assert.equal(verdict, 'unknown', 'what cannot be told has not passed');
});

for (const [amr, says] of [
  [['pwd'], /carried no MFA \(pwd\)/],
  [['pwd', 'ngcmfa'], /Windows Hello/],
  [[], /no method/],
] as const) {
  test(`fails MFA for amr [${amr.join()}]`, () => {
    const check = outcomeOf('mfa', { ...graphClaims, amr }, { mfa: true });
    assert.equal(check.outcome, 'failed');
    assert.match(check.explanation, says);
  });
}

test('fails MFA of a token of an application alone', () => {
  const check = outcomeOf('mfa', defenderClaims, { mfa: true });
  assert.equal(check.outcome, 'failed');
  assert.match(check.explanation, /nobody signed in/);
});

for (const [wanted, says] of [
  [
    'Incidents.Read.All',
    /holds Incident\.Read\.All \(roles\), not Incidents\.Read\.All: singular and plural/,
  ],
  ['incident.read.all', /upper and lower case/],
  ['Incident.Read', /ends in \.All/],
  ['Incident.Raed.All', /the spelling differs/],
] as const) {
  test(`explains the near miss ${wanted}`, () => {
    const check = outcomeOf('role', defenderClaims, { roles: [wanted] });
    assert.equal(check.outcome, 'failed');
    assert.match(check.explanation, says);
    assert.match(check.remedy ?? '', /Incident\.Read\.All/);
  });
}

test('lets ReadWrite stand for Read, and not the reverse', () => {
  const claims = { ...defenderClaims, roles: ['Incident.ReadWrite.All'] };
  assert.equal(outcomeOf('role', claims, { roles: ['Incident.Read.All'] }).outcome, 'passed');
  assert.equal(outcomeOf('role', defenderClaims, { roles: ['Incident.ReadWrite.All'] }).outcome, 'failed');
});

test('explains a delegated permission wanted of an application’s token', () => {
  const check = outcomeOf('scope', defenderClaims, { scopes: ['Incident.Read.All'] });
  assert.equal(check.outcome, 'failed');
  assert.match(check.explanation, /of an application alone/);
  assert.match(check.explanation, /holds Incident\.Read\.All as an application permission/);
});

test('explains an application permission wanted of a delegated token', () => {
  const check = outcomeOf('role', graphClaims, { roles: ['User.Read.All'] });
  assert.equal(check.outcome, 'failed');
  assert.match(check.explanation, /of application and user/);
  assert.match(check.explanation, /holds User\.Read\.All as a delegated permission/);
});

test('explains an application’s token without any permission by the missing consent', () => {
  const check = outcomeOf('role', { ...defenderClaims, roles: undefined }, { roles: ['Incidents.Read.All'] });
  assert.match(check.explanation, /no application permission at all/);
  assert.match(check.explanation, /probably called Incident\.Read\.All/);
  assert.match(check.remedy ?? '', /from before the consent/);
});

test('explains a permission of another API', () => {
  const scopes = ['https://management.azure.com/user_impersonation'];
  const check = outcomeOf('scope', graphClaims, { scopes });
  assert.equal(check.outcome, 'failed');
  assert.match(check.explanation, /wanted of https:\/\/management\.azure\.com/);
});

test('cannot tell .default, which no token names', () => {
  const check = outcomeOf('scope', graphClaims, { scopes: ['https://graph.microsoft.com/.default'] });
  assert.equal(check.outcome, 'unknown');
});

for (const [what, text, outcome] of [
  ['an opaque token', 'EwBAA8l6BAAU', 'unknown'],
  ['an encrypted token', 'a.b.c.d.e', 'unknown'],
  ['a damaged token', `${aJwt({}).reveal().split('.')[0]}.AAAA.x`, 'failed'],
  ['an endless token', 'A'.repeat(70_000), 'failed'],
  ['nothing', '', 'unknown'],
] as const) {
  test(`finds ${what} ${outcome}, and repeats nothing of it`, () => {
    const token = Secret.of(text);
    const found = verifyToken({ token, wanted: { resource: 'graph' }, cloud: clouds.public, now: noon });
    assert.deepEqual([found.verdict, found.claims, found.checks.length], [outcome, undefined, 1]);
    assert.ok(text === '' || !JSON.stringify(found).includes(text.slice(0, 12)));
  });
}

test('claims of another type fail nothing but what asks for them', () => {
  const odd = { aud: ['x'], scp: 7, roles: 'Incident.Read.All', amr: 'mfa', tid: {}, ver: 2, exp: {} };
  const wanted = { resource: 'graph', scopes: ['a'], roles: ['b'], mfa: true, tenant: customer };
  assert.equal(verify(odd, wanted).verdict, 'failed');
});
