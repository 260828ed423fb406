import type { HostToProbe, ResourceName } from '@consentry/core';
import type { BrokerConfig } from '@consentry/server';

const names: Readonly<Record<ResourceName, string>> = {
  'partner-center': 'Partner Center',
  graph: 'Microsoft Graph',
  arm: 'Azure Resource Manager',
  defender: 'Defender',
};

/** Every host that a broker with this configuration talks to by HTTP, each once. Of a webhook no more than the host is told. */
export function hostsOf(config: BrokerConfig): readonly HostToProbe[] {
  const { cloud, keyVault, issuers, alerts, allowLocal } = config;
  const apis = Object.entries(cloud.resources).map(([name, { baseUrl }]) => ({
    what: names[name as ResourceName],
    origin: new URL(baseUrl).origin,
  }));
  const all: readonly HostToProbe[] = [
    { what: 'Entra sign-in', origin: new URL(cloud.loginBaseUrl).origin },
    ...apis,
    ...(keyVault === undefined ? [] : [{ what: 'Key Vault', origin: new URL(keyVault.url).origin }]),
    ...issuers.map(({ issuer, keysUrl = issuer }) => ({
      what: 'Issuer of callers’ tokens',
      origin: new URL(keysUrl).origin,
    })),
    // Where http is allowed, the host alone does not say how it is spoken to.
    ...(alerts === undefined || allowLocal
      ? []
      : [{ what: 'Webhook of alerts', origin: `https://${alerts.host}` }]),
  ];
  return [...new Map(all.map((host) => [host.origin, host])).values()];
}
