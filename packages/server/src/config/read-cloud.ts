import { builtInCloudNames, type Cloud, clouds, declareCloud } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import { isLoopbackHost } from './loopback.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

const apis = [
  ['cloud.partnerCenterBaseUrl', 'partner-center'],
  ['cloud.graphBaseUrl', 'graph'],
  ['cloud.armBaseUrl', 'arm'],
  ['cloud.defenderBaseUrl', 'defender'],
] as const;
const needed: readonly SettingKey[] = [
  'cloud.loginBaseUrl',
  'cloud.partnerCenterBaseUrl',
  'cloud.graphBaseUrl',
];
const baseUrlKeys = ['cloud.loginBaseUrl', ...apis.map(([key]) => key)] as const;

/** Picks the built-in cloud, or declares one by its base URLs. Undefined when the report says why not. */
export function readCloud(values: Values, report: Report): Cloud | undefined {
  const name = values['cloud.name'];
  if (name === undefined) return undefined;
  const declaring: readonly SettingKey[] = [...baseUrlKeys, 'cloud.issuerV1'];
  const given = declaring.filter((key) => values[key] !== undefined);
  const builtIn = builtInCloudNames.find((known) => known === name);
  if (builtIn !== undefined) {
    for (const key of given) {
      report.add(
        key,
        `is not for the built-in cloud ${name}`,
        'Remove it, or give cloud.name a name of its own.',
      );
    }
    return given.length > 0 ? undefined : requirePartnerCenter(clouds[builtIn], report);
  }
  if (given.length === 0) {
    report.add(
      'cloud.name',
      'is not a built-in cloud',
      `Use ${builtInCloudNames.join(', ')}, or declare the cloud with ${needed.join(', ')}.`,
    );
    return undefined;
  }
  return declare(name, values, report);
}

/** The consent of a partner is asked for Partner Center; a cloud without it has no partners. */
function requirePartnerCenter(cloud: Cloud, report: Report): Cloud | undefined {
  if (cloud.resources['partner-center'] !== undefined) return cloud;
  report.add('cloud.name', `names a cloud without Partner Center (${cloud.name})`, 'Use another cloud.');
  return undefined;
}

function declare(name: string, values: Values, report: Report): Cloud | undefined {
  const missing = needed.filter((key) => values[key] === undefined);
  for (const key of missing) report.add(key, 'is missing', `The declared cloud ${name} needs it.`);
  refuseLocal(values, report);
  const loginBaseUrl = values['cloud.loginBaseUrl'];
  if (missing.length > 0 || loginBaseUrl === undefined) return undefined;
  const resources = Object.fromEntries(
    apis.flatMap(([key, resource]) => {
      const baseUrl = values[key];
      return baseUrl === undefined ? [] : [[resource, { baseUrl }]];
    }),
  );
  const v1 = values['cloud.issuerV1'];
  return declareCloud({ name, loginBaseUrl, resources, ...(v1 !== undefined && { issuers: { v1 } }) });
}

function refuseLocal(values: Values, report: Report): void {
  if (values['cloud.allowLocal'] !== false) return;
  for (const key of baseUrlKeys) {
    const url = URL.parse(values[key] ?? '');
    if (url === null || (url.protocol === 'https:' && !isLoopbackHost(url.hostname))) continue;
    report.add(
      key,
      url.protocol === 'http:' ? 'is http' : 'is on this machine',
      'Use https and another host, or set cloud.allowLocal to true to try things out.',
    );
  }
}

/** Reads the extra certificate authority, if one is named. */
export function readExtraCa(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): string | undefined {
  const file = values['cloud.caFile'];
  if (file === undefined) return undefined;
  if (values['cloud.allowLocal'] === false) {
    report.add(
      'cloud.caFile',
      'needs cloud.allowLocal',
      'Remove it, or set cloud.allowLocal to true to try things out.',
    );
  }
  const reading = files.read(resolvePath(file));
  if (!reading.ok) {
    report.add(
      'cloud.caFile',
      `names a file that is ${reading.reason}`,
      'Name a file with certificates in PEM.',
    );
    return undefined;
  }
  if (!/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(reading.text)) {
    report.add('cloud.caFile', 'names a file without a certificate', 'Name a file with certificates in PEM.');
    return undefined;
  }
  return reading.text;
}
