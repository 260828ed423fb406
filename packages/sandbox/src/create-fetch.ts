import { SERVICE_NAMES } from './origins.ts';
import type { Origins, ServiceName } from './origins.ts';
import type { SandboxFetch, SandboxService } from './sandbox.ts';
import { findVaultDomain } from './vault-domains.ts';

/** The services of a sandbox behind one function, which finds the one that a URL belongs to. */
export function createFetch(
  services: Readonly<Record<ServiceName, SandboxService>>,
  origins: Origins,
): SandboxFetch {
  return async (input, init) => {
    const request = input instanceof Request && init === undefined ? input : new Request(input, init);
    const url = new URL(request.url);
    const service = SERVICE_NAMES.find((name) => origins[name] === url.origin);
    if (service !== undefined) return services[service](request);
    if (isRegional(url, new URL(origins.defender))) return services.defender(request);
    if (isOtherVault(url, new URL(origins.vault))) return services.vault(request);
    throw new TypeError(`no service of the sandbox is at ${url.origin}`);
  };
}

/** True for a regional host of Defender: a name in front of its own, such as `api-eu.defender.sandbox.test`. */
function isRegional(url: URL, defender: URL): boolean {
  return (
    url.hostname.endsWith(`.${defender.hostname}`) &&
    url.protocol === defender.protocol &&
    url.port === defender.port
  );
}

/** True for the address of a vault beside the one that the origins name. */
function isOtherVault(url: URL, vault: URL): boolean {
  const domain = findVaultDomain(vault.hostname);
  return (
    domain !== undefined &&
    domain === findVaultDomain(url.hostname) &&
    url.protocol === vault.protocol &&
    url.port === vault.port
  );
}
