import { type Cloud, clouds, decodeToken } from '../../entra/index.ts';
import { ConsentryError } from '../../errors.ts';
import { checkAudience } from '../../verification/check-audience.ts';
import { checkPermission } from '../../verification/check-permission.ts';
import { findKnownAudience } from '../../verification/known-audiences.ts';
import type { TokenCheck } from '../../verification/token-check.ts';
import { tokenKindOf } from '../../verification/token-kind.ts';
import type { ApiTarget } from '../api-target.ts';
import type { Credential } from '../call.ts';

/** What an operation needs: the name of a user's permission and that of an application's. */
export interface DefenderPermission {
  readonly delegated: string;
  readonly application: string;
}

/** @see https://learn.microsoft.com/defender-xdr/api-access (2026-11) */
export const defenderPermissions = {
  read: { delegated: 'Incident.Read', application: 'Incident.Read.All' },
  write: { delegated: 'Incident.ReadWrite', application: 'Incident.ReadWrite.All' },
  hunt: { delegated: 'AdvancedHunting.Read', application: 'AdvancedHunting.Read.All' },
} as const satisfies Record<string, DefenderPermission>;

/**
 * Checks what a token says of itself before it is sent: Defender's own answer is the same for the wrong API, a consent that nobody
 * gave and a name that was misspelled. A token that cannot be read passes: Microsoft promises no form.
 *
 * @param cloud where the audiences are taken from; without it that of the credential's host
 * @throws ConsentryError `host_refused` for a token of another API, `api_forbidden` for one without the permission
 */
export function checkDefenderToken(
  credential: Credential,
  needed: DefenderPermission,
  { access }: Pick<ApiTarget, 'access'>,
  cloud: Cloud | undefined = cloudOf(credential),
): void {
  const decoded = decodeToken(credential.value);
  if (!decoded.ok) return;
  const { claims } = decoded.value;
  // In a cloud that is not known here an API may have any audience, but not one that is known to be another's.
  const known = claims.audience === undefined ? undefined : findKnownAudience(clouds.public, claims.audience);
  if (cloud !== undefined || (known !== undefined && known.api !== 'defender'))
    requirePassed('host_refused', checkAudience(claims, cloud ?? clouds.public, 'defender'));
  const kind = tokenKindOf(claims);
  const isOfApplication = kind === 'application' || (kind === 'unknown' && access === 'app-only');
  const [claim, name] = isOfApplication
    ? (['role', needed.application] as const)
    : (['scope', needed.delegated] as const);
  requirePassed('api_forbidden', checkPermission(claim, claims, cloud ?? clouds.public, name));
}

function requirePassed(code: 'host_refused' | 'api_forbidden', check: TokenCheck): void {
  if (check.outcome !== 'failed') return;
  const { explanation: message, remedy, wanted } = check;
  throw new ConsentryError(code, {
    message: `${message} Nothing was sent.`,
    ...(remedy !== undefined && { remedy }),
    facts: wanted === undefined ? {} : { permission: wanted },
  });
}

function cloudOf({ baseUrl }: Credential): Cloud | undefined {
  return Object.values(clouds).find(({ resources }) => {
    const { baseUrl: own, otherBaseUrls = [] } = resources.defender ?? {};
    return [own, ...otherBaseUrls].includes(baseUrl);
  });
}
