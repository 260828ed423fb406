import type { Cloud } from '../entra/cloud.ts';
import { clouds } from '../entra/clouds.ts';
import type { TokenClaims } from '../entra/decode-token.ts';
import type { EndpointVersion } from '../entra/endpoints.ts';
import { isGuid } from '../ids.ts';
import { failed, passed, type TokenCheck } from './token-check.ts';

/** The generation of a token, which the API chooses: neither endpoint decides it. */
export function generationOf({ version }: TokenClaims): EndpointVersion | undefined {
  if (version === '1.0') return 'v1';
  return version === '2.0' ? 'v2' : undefined;
}

/**
 * The issuer must be the cloud's for the token's own tenant and generation. It stands in the token like everything
 * else: only a signature makes it believable.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
 */
export function checkIssuer(claims: TokenClaims, cloud: Cloud): TokenCheck {
  const name = 'issuer';
  const { issuer, tenantId, version } = claims;
  const generation = generationOf(claims);
  if (issuer === undefined || !isGuid(tenantId)) {
    return failed({
      name,
      explanation: 'The token does not name issuer and tenant: it is not one of Entra ID’s.',
    });
  }
  if (generation === undefined) {
    return failed({
      name,
      explanation: `The version of the token is neither 1.0 nor 2.0${version === undefined ? '' : ` but ${version}`}.`,
    });
  }
  if (issuer === issuerOf(cloud, generation, tenantId)) {
    return passed({
      name,
      explanation: `Entra ID of the cloud ${cloud.name} issued it (${issuer}), version ${version}.`,
    });
  }
  const home = Object.values(clouds).find((other) => issuer === issuerOf(other, generation, tenantId));
  return home === undefined
    ? failed({
        name,
        explanation: `The issuer ${issuer} is not that of the cloud ${cloud.name} for this tenant and version.`,
        remedy: 'Check which cloud the tenant belongs to.',
      })
    : failed({
        name,
        explanation: `The token was issued by the cloud ${home.name}, not by ${cloud.name}.`,
        remedy: `Use the cloud ${home.name} for this tenant.`,
      });
}

/** The issuer of tokens of one tenant and generation. */
export function issuerOf(cloud: Cloud, generation: EndpointVersion, tenant: string): string {
  return cloud.issuers[generation].replace(/\{tenantid\}/i, tenant);
}
