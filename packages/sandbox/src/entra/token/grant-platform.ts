import { fingerprint } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { findApplication } from '../../world/find.ts';
import { listSpaOrigins } from '../platforms.ts';
import type { Platform } from '../platforms.ts';
import { EntraRefusal } from '../refusal.ts';

/** What the grant of a token request says about the client that may redeem it. */
export interface GrantPlatform {
  platform: Platform;
  /** `spa`: the origins of the pages that may redeem it. */
  origins: string[];
}

/** Finds the platform that the code or refresh token of a token request came by. Undefined for any other grant. */
export function findGrantPlatform(parts: SandboxParts, form: URLSearchParams): GrantPlatform | undefined {
  const grantType = form.get('grant_type');
  if (grantType === 'authorization_code') return findOfCode(parts, form.get('code') ?? '');
  if (grantType === 'refresh_token') return findOfRefreshToken(parts, form.get('refresh_token') ?? '');
  return undefined;
}

function findOfCode(parts: SandboxParts, code: string): GrantPlatform | undefined {
  const request = parts.entra.codes.get(fingerprint(code))?.request;
  return request && { platform: request.platform, origins: [new URL(request.redirectUri).origin] };
}

function findOfRefreshToken(parts: SandboxParts, token: string): GrantPlatform | undefined {
  const record = parts.entra.refreshTokens.get(fingerprint(token));
  const application = record && findApplication(parts.world, record.clientId);
  return application && { platform: record.platform, origins: listSpaOrigins(application) };
}

/**
 * Checks that a page redeems what was issued to a page, and nobody else.
 *
 * @param origin the `Origin` header, which only browsers send
 * @throws EntraRefusal 9002327 issued to a page, and no page asks; 9002326 another page, or not issued to a page
 */
export function assertOrigin(origin: string | null, grant: GrantPlatform | undefined): void {
  const isSpa = grant?.platform === 'spa';
  if (origin === null) {
    if (isSpa) throw new EntraRefusal(9002327);
  } else if (!isSpa || !grant.origins.includes(origin)) throw new EntraRefusal(9002326, { origin });
}
