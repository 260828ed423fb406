import { type Cloud, clouds } from '../../entra/index.ts';
import { ConsentryError } from '../../errors.ts';
import type { Credential, CredentialSource } from '../call.ts';

/** Where a tenant's data is kept. Its host answers sooner than the global one. */
export type DefenderRegion = 'us' | 'eu' | 'uk';

/**
 * The same tokens, for a regional host of Defender. The audience stays that of the global one. Only a host that the cloud's table
 * lists beside the global one is taken.
 *
 * @param cloud without it the built-in one in which the credential's host is the global one
 * @returns a source that throws `host_refused`, before anything is sent, where there is no such host
 * @see https://learn.microsoft.com/defender-xdr/api-supported (2026-11)
 */
export function regionalCredential(
  source: CredentialSource,
  region: DefenderRegion,
  cloud?: Cloud,
): CredentialSource {
  const moved = new WeakMap<Credential, Credential>();
  const originals = new WeakMap<Credential, Credential>();
  return async ({ insteadOf } = {}) => {
    const original = insteadOf && (originals.get(insteadOf) ?? insteadOf);
    const credential = await source(original === undefined ? {} : { insteadOf: original });
    const known = moved.get(credential);
    if (known !== undefined) return known;
    const regional = { value: credential.value, baseUrl: getHost(credential, region, cloud) };
    moved.set(credential, regional);
    originals.set(regional, credential);
    return regional;
  };
}

function getHost({ baseUrl }: Credential, region: DefenderRegion, cloud: Cloud | undefined): string {
  const candidates = cloud === undefined ? Object.values(clouds) : [cloud];
  const defender = candidates
    .map(({ resources }) => resources.defender)
    .find((one) => one?.baseUrl === baseUrl);
  const host = defender?.otherBaseUrls?.find((url) => new URL(url).hostname.startsWith(`api-${region}.`));
  if (host !== undefined) return host;
  throw new ConsentryError('host_refused', {
    message: `The cloud has no host of Defender for the region ${region}. Nothing was sent.`,
    remedy: 'Leave the region out: the global host has the data of every region.',
    facts: { baseUrl },
  });
}
