import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aPolicyOfGraph, someGrantFacts, someSources, wasRead, wasRefused } from '../../test/a-posture.ts';
import { noon } from '../../test/builders.ts';
import { type PartnerKind, partnerKinds } from '../consent/partner-kind.ts';
import { builtInCloudNames, clouds } from '../entra/clouds.ts';
import { assess, type Report } from './assess.ts';
import { compareReports } from './compare.ts';
import type { AboutPartner } from './judged-as.ts';
import { findNotOffered } from './not-offered.ts';
import { type SourceName, sourceTable } from './sources/source-table.ts';
import type { Sources } from './sources/sources.ts';

const sources = Object.keys(sourceTable) as SourceName[];

function about(kind?: PartnerKind, cloud: AboutPartner['cloud'] = clouds.public): AboutPartner {
  return { kind, kindFrom: kind === undefined ? undefined : 'operator', cloud };
}

function notOffered(partner: AboutPartner): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sources.flatMap((name) => {
      const code = findNotOffered(name, partner);
      return code === undefined ? [] : [[name, code]];
    }),
  );
}

const nobodyIsAsked = { policies: wasRead([]), securityDefaults: wasRead({ isEnabled: false }) };

function judge(partner: AboutPartner, change: Partial<Sources> = {}): Report {
  return assess(someSources({ about: partner, ...change }), noon);
}

test('what Microsoft does not offer follows from the kind of partner', () => {
  const resellers = 'not_offered_to_resellers';
  const kind = 'not_offered_to_kind';
  assert.deepEqual(Object.fromEntries(partnerKinds.map((one) => [one, notOffered(about(one))])), {
    'direct-bill': {},
    'indirect-provider': {},
    'indirect-reseller': { score: kind, applications: resellers, portal: resellers, requests: resellers },
    advisor: { score: kind },
    'control-panel-vendor': { score: kind },
    'integration-account': {},
  });
  assert.deepEqual(notOffered(about()), {});
});

test('Microsoft makes its own reports in the public cloud alone', () => {
  const cloud = 'not_offered_in_cloud';
  for (const name of builtInCloudNames.filter((one) => one !== 'public'))
    assert.deepEqual(notOffered(about('direct-bill', clouds[name])), {
      score: cloud,
      applications: cloud,
      portal: cloud,
      requests: cloud,
    });
});

test('what is not offered is said, is no failure, and no figure is made of it', () => {
  const refused = wasRefused('not_offered_to_resellers');
  const report = judge(about('indirect-reseller'), {
    applications: refused,
    portal: refused,
    requests: refused,
    score: wasRefused('not_offered_to_kind'),
  });
  assert.deepEqual(
    report.unread.map(({ source }) => source),
    ['remembered-devices'],
  );
  assert.deepEqual(
    report.notOffered.map(({ source, code }) => [source, code]),
    [
      ['score', 'not_offered_to_kind'],
      ['applications', 'not_offered_to_resellers'],
      ['portal', 'not_offered_to_resellers'],
      ['requests', 'not_offered_to_resellers'],
    ],
  );
  const [accounts, portal, api] = report.figures;
  assert.ok(
    accounts?.kind === 'estimate' && portal?.kind === 'not-available' && api?.kind === 'not-available',
  );
  assert.deepEqual([portal.code, api.code], ['not_offered_to_resellers', 'not_offered_to_resellers']);
  assert.deepEqual(report.findings, []);
});

test('of a reseller nothing is claimed of Partner Center, and of its tenant everything', () => {
  const grants = wasRead([someGrantFacts({ amr: ['pwd'], mfaRefusedAt: noon, isMfaCompliant: false })]);
  const idsOf = (partner: AboutPartner) =>
    judge(partner, { ...nobodyIsAsked, grants }).findings.map(({ id }) => id);
  assert.deepEqual(idsOf(about('indirect-provider')), ['tenant_asks_no_mfa', 'grant_refused_without_mfa']);
  assert.deepEqual(idsOf(about('indirect-reseller')), ['tenant_asks_no_mfa']);
});

test('in a cloud of a state findings are advice, but for those that say that calls fail', () => {
  const grants = wasRead([someGrantFacts({ ends: { at: noon + 1, cause: 'inactivity' } })]);
  const severitiesOf = (cloud: AboutPartner['cloud']) =>
    judge(about('direct-bill', cloud), { ...nobodyIsAsked, grants }).findings.map(({ id, severity }) => [
      id,
      severity,
    ]);
  assert.deepEqual(severitiesOf(clouds.public), [
    ['tenant_asks_no_mfa', 'high'],
    ['grant_ends_soon', 'medium'],
  ]);
  assert.deepEqual(severitiesOf(clouds['us-government']), [
    ['grant_ends_soon', 'medium'],
    ['tenant_asks_no_mfa', 'info'],
  ]);
});

test('a cloud that only bears the name of a state’s is judged as the public one', () => {
  const cloud = { name: 'us-government', builtIn: false };
  const report = judge(about('direct-bill', cloud), nobodyIsAsked);
  assert.equal(report.findings[0]?.severity, 'high');
  assert.deepEqual(report.judgedAs, {
    kind: 'direct-bill',
    kindFrom: 'operator',
    cloud: 'us-government',
    weight: 'mandate',
    remarks: ['cloud_declared'],
  });
});

test('a report says for whom it was judged, and what is different there', () => {
  const remarksOf = (partner: AboutPartner) => judge(partner).judgedAs.remarks;
  assert.deepEqual(remarksOf(about()), ['kind_unknown']);
  assert.deepEqual(remarksOf(about('direct-bill')), []);
  assert.deepEqual(remarksOf(about('advisor')), ['advisor']);
  assert.deepEqual(remarksOf(about('control-panel-vendor')), ['control_panel_vendor']);
  assert.deepEqual(remarksOf(about('integration-account')), ['integration_account']);
  assert.deepEqual(remarksOf(about('indirect-reseller', clouds.china)), ['reseller', 'cloud_advice']);
  assert.equal(judge(about(undefined, clouds['us-dod'])).judgedAs.weight, 'advice');
});

test('a click path leads to the portals of the cloud, and a command signs in there', () => {
  const weak = { policies: wasRead([aPolicyOfGraph({ excludedLocations: ['AllTrusted'] })]) };
  const stepsIn = (cloud: AboutPartner['cloud']) =>
    judge(about('direct-bill', cloud), weak).findings.find(({ id }) => id === 'policy_trusted_location')
      ?.remedy.steps ?? '';
  assert.match(stepsIn(clouds.public), /^Microsoft Entra admin center > Protection/);
  assert.match(
    stepsIn(clouds['us-dod']),
    /^Microsoft Entra admin center \(https:\/\/entra\.microsoft\.us\) > /,
  );
  assert.match(
    stepsIn(clouds.china),
    /^Azure portal \(https:\/\/portal\.azure\.cn\) > Microsoft Entra ID > /,
  );
});

test('what is no longer offered was not mended', () => {
  const calls = wasRead([{ id: 'a', name: 'A', total: 2, withMfa: 1, lastWithoutMfaAt: undefined }]);
  const before = judge(about(), { applications: calls });
  const notGiven = { applications: wasRefused('not_offered_to_resellers') };
  const now = judge(about('indirect-reseller'), notGiven);
  const { fixed, unknown } = compareReports(before, now);
  assert.deepEqual([fixed.length, unknown.map(({ id }) => id)], [0, ['application_calls_without_mfa']]);
  // The report after it sees as much as the one before.
  const earlier = judge(about('indirect-reseller'), { ...nobodyIsAsked, ...notGiven });
  assert.deepEqual(
    compareReports(earlier, now).fixed.map(({ id }) => id),
    ['tenant_asks_no_mfa'],
  );
});
