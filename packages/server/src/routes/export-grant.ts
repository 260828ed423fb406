import {
  ConsentryError,
  isConsentryError,
  readId,
  readTenantId,
  type SealedGrant,
  type Secret,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Writes a copy of a grant's refresh token into another Key Vault. It is recorded before it leaves, so that there may be a
 * record without a copy, and never a copy without a record.
 *
 * @throws ConsentryError `not_confirmed`, `export_refused`, `grant_not_found`, `grant_held`, `grant_revoked`, `consent_needed`,
 *   `secret_…`, `vault_…`, `key_mismatch`, `audit_unavailable`, `store_unavailable`
 */
export async function exportGrant(
  deps: RouteDeps,
  exchange: Exchange<'exportGrant'>,
): Promise<AnswerOf<'exportGrant'>> {
  const { params, body } = exchange.input;
  if (body.confirm !== params.id) throw new ConsentryError('not_confirmed');
  if (deps.refreshTokens === 'single-use') throw refusedSingleUse();
  const { url, tenant, secretName } = body.vault;
  const write = await deps.vault.openExport({
    url,
    tenant: tenant === undefined ? undefined : readTenantId(tenant),
  });
  const { grant, refreshToken } = await readRefreshToken(deps, params.id);
  const { id, partner, application, version } = grant;
  const name = secretName ?? partner;
  await deps.store.audit.write({
    type: 'grant.exported',
    at: deps.clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    grant: id,
    partner,
    version,
    to: `${new URL(url).origin}/secrets/${name}`,
  });
  const tags = secretName === undefined ? {} : { grant: id, partner, application };
  const secret = await write({ name, value: refreshToken, tags });
  return { grant: id, secret };
}

/** A refresh token that works once has one owner: whoever redeems it first would end it for the other. */
function refusedSingleUse(): ConsentryError {
  return new ConsentryError('export_refused', {
    message: 'A refresh token that works only once cannot be used in two places.',
    remedy: 'Invite the partner from where it is to be used.',
    facts: { reason: 'single_use' },
  });
}

/** How often a row that changes under the reading is read again. */
const attempts = 3;

async function readRefreshToken(
  deps: RouteDeps,
  text: string,
): Promise<{ readonly grant: SealedGrant; readonly refreshToken: Secret<string> }> {
  const id = readId('GrantId', text);
  for (let attempt = 1; ; attempt++) {
    const grant = requireAlive(await deps.store.grants.find(id));
    try {
      const refreshToken = await deps.seal.vault.get(grant.secret, { grant: id, version: grant.version });
      return { grant, refreshToken };
    } catch (error) {
      // A renewal or a move may just have removed what the row named.
      if (!isConsentryError(error, 'secret_missing') || attempt === attempts) throw error;
    }
  }
}

/** A refresh token that nobody should use, or that does not work, is not passed on. */
function requireAlive(grant: SealedGrant | undefined): SealedGrant {
  switch (grant?.state) {
    case undefined:
      throw new ConsentryError('grant_not_found');
    case 'held':
      throw new ConsentryError('grant_held');
    case 'revoked':
      throw new ConsentryError('grant_revoked');
    case 'consent_needed':
      throw new ConsentryError('consent_needed');
    case 'healthy':
    case 'admin_needed':
      return grant;
  }
}
