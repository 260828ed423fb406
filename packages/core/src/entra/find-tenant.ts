import { ConsentryError, isConsentryError } from '../errors.ts';
import { isGuid, readTenantId, type TenantId } from '../ids.ts';
import type { Clock, Fetch } from '../ports.ts';
import type { Cloud } from './cloud.ts';
import { domainDiscoveryEndpoint } from './endpoints.ts';
import { fetchMetadata } from './fetch-metadata.ts';

/**
 * Asks which tenant a domain belongs to: the issuer in the metadata of the domain names it. A domain may move to another tenant
 * later; the tenant id is what to keep.
 *
 * @param domain a host name with a dot
 * @throws ConsentryError `domain_unknown`, and those of {@link fetchMetadata}
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc (2026-11)
 */
export async function findTenantOfDomain(
  { cloud, fetch, clock }: { readonly cloud: Cloud; readonly fetch: Fetch; readonly clock: Clock },
  domain: string,
): Promise<TenantId> {
  const { issuer } = await readMetadata(cloud, fetch, clock.now(), domain);
  const [before = '', after = ''] = cloud.issuers.v2.split('{tenantid}');
  const tenant = String(issuer).slice(before.length, before.length + 36);
  if (!isGuid(tenant) || issuer !== `${before}${tenant}${after}`) {
    throw new ConsentryError('idp_bad_response', { facts: { domain } });
  }
  return readTenantId(tenant);
}

/** Entra refuses a domain that no tenant has with 400 (AADSTS90002). */
async function readMetadata(cloud: Cloud, fetch: Fetch, now: number, domain: string) {
  try {
    return await fetchMetadata(fetch, domainDiscoveryEndpoint(cloud, domain), now);
  } catch (error) {
    if (!isConsentryError(error, 'idp_bad_response') || error.facts['status'] !== 400) throw error;
    throw new ConsentryError('domain_unknown', { facts: { domain }, cause: error });
  }
}
