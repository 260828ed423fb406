import {
  ConsentryError,
  isConsentryError,
  readId,
  readTenantId,
  type SealedGrant,
  type Secret,
} from '@consentry/core';
import type { AnswerOf, RequestOf } from '@consentry/core/contract';
import { readRecoveryPublicKey } from '../backup/recovery-key.ts';
import { sealExport } from '../export/seal-export.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Writes a copy of a grant's refresh token into another Key Vault, or seals it to a key. It is recorded before it leaves, so
 * that there may be a record without a copy, and never a copy without a record.
 *
 * @throws ConsentryError `invalid_request`, `not_confirmed`, `export_refused`, `grant_not_found`, `grant_held`, `grant_revoked`, `consent_needed`,
 *   `secret_…`, `vault_…`, `key_mismatch`, `audit_unavailable`, `store_unavailable`
 */
export async function exportGrant(
  deps: RouteDeps,
  exchange: Exchange<'exportGrant'>,
): Promise<AnswerOf<'exportGrant'>> {
  const { params, body } = exchange.input;
  if (body.confirm !== params.id) throw new ConsentryError('not_confirmed');
  if (deps.refreshTokens === 'single-use') throw refusedSingleUse();
  const way = await openWay(deps, body);
  const { grant, refreshToken } = await readRefreshToken(deps, params.id);
  await requireUnstopped(deps, grant.partner);
  const at = deps.clock.now();
  const destination = way.describe(grant);
  await deps.store.audit.write({
    type: 'grant.exported',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    grant: grant.id,
    partner: grant.partner,
    version: grant.version,
    to: destination,
  });
  // Whoever takes the grant back hears of the copy, also while it is on its way.
  await deps.store.exports.add({ grant: grant.id, at, destination });
  await deps.access.requireStanding(grant.partner, grant.id);
  return { grant: grant.id, ...(await way.send(grant, refreshToken)) };
}

/** How a refresh token leaves. */
interface WayOut {
  /** Where to, for the record. */
  describe(grant: SealedGrant): string;
  send(grant: SealedGrant, refreshToken: Secret<string>): Promise<Omit<AnswerOf<'exportGrant'>, 'grant'>>;
}

/** @throws ConsentryError `invalid_request`, `export_refused` */
async function openWay(deps: RouteDeps, body: RequestOf<'exportGrant'>['body']): Promise<WayOut> {
  const { vault, recipientKey } = body;
  if (vault !== undefined && recipientKey === undefined) return toVault(deps, vault);
  const recipient =
    vault === undefined && recipientKey !== undefined ? readRecoveryPublicKey(recipientKey) : undefined;
  if (recipient === undefined) {
    throw new ConsentryError('invalid_request', {
      message: 'It is not said where to: a vault, or the public half of a recovery key.',
      remedy:
        'Name one of the two. `consentry recovery-key create` makes a key; the file that ends in .pub is its public half.',
    });
  }
  return {
    describe: () => `a file sealed to ${recipient.id}`,
    send: async (grant, refreshToken) => ({
      sealed: (await sealExport(grant, refreshToken, recipient, deps.clock.now())).toString('base64'),
    }),
  };
}

async function toVault(
  deps: RouteDeps,
  { url, tenant, secretName }: NonNullable<RequestOf<'exportGrant'>['body']['vault']>,
): Promise<WayOut> {
  const write = await deps.vault.openExport({
    url,
    tenant: tenant === undefined ? undefined : readTenantId(tenant),
  });
  return {
    describe: ({ partner }) => `${new URL(url).origin}/secrets/${secretName ?? partner}`,
    async send({ id, partner, application }, value) {
      const tags = secretName === undefined ? {} : { grant: id, partner, application };
      return { secret: await write({ name: secretName ?? partner, value, tags }) };
    },
  };
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
