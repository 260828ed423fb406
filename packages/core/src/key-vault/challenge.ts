import type { Cloud } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import { isGuid, type TenantId } from '../ids.ts';
import type { IncomingAnswer } from '../ports.ts';

/** What a 401 of the vault must ask for. */
export interface ExpectedChallenge {
  /** URLs of the tenant at its sign-in, without a slash at the end. */
  readonly authorities: readonly string[];
  /** `https://vault.azure.net` */
  readonly resource: string;
  readonly tenant: TenantId;
}

/** The older sign-in host of the public cloud, which challenges may still name (2026-11-20). */
const olderPublicLogin = 'https://login.windows.net';

/** @param resource of the vault, see `vaultResourceOf` */
export function expectChallenge(cloud: Cloud, tenant: TenantId, resource: string): ExpectedChallenge {
  const bases = cloud.name === 'public' ? [cloud.loginBaseUrl, olderPublicLogin] : [cloud.loginBaseUrl];
  return { authorities: bases.map((base) => `${base}/${tenant}`), resource, tenant };
}

/**
 * Compares the challenge of a 401 with what is configured. Nothing is learned from it: a token comes from the
 * configured tenant or not at all, and what does not fit is refused before anything is sent.
 * @throws ConsentryError `vault_denied`
 * @see https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 */
export function checkChallenge(answer: IncomingAnswer, expected: ExpectedChallenge): void {
  const header = answer.headers['www-authenticate'] ?? '';
  const authority = readParameter(header, 'authorization')?.replace(/\/$/, '').toLowerCase();
  const resource =
    readParameter(header, 'resource') ?? readParameter(header, 'scope')?.replace(/\/\.default$/, '');
  const isExpected = expected.authorities.some((url) => url.toLowerCase() === authority);
  if (isExpected && resource?.replace(/\/$/, '') === expected.resource) return;
  const asked = authority?.split('/').at(-1);
  throw new ConsentryError('vault_denied', {
    message: 'The vault asks for tokens from elsewhere than configured, so none was sent.',
    remedy: 'Check keyVault.url; set keyVault.tenant to the tenant of the vault’s subscription.',
    facts: {
      reason: 'challenge',
      tenant: expected.tenant,
      resource: expected.resource,
      ...(isGuid(asked) ? { askedTenant: asked } : {}),
    },
  });
}

function readParameter(header: string, name: string): string | undefined {
  return new RegExp(`(?:^|[ ,])${name}="([^"]*)"`, 'i').exec(header)?.[1];
}
