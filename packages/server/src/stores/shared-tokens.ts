import { createHash } from 'node:crypto';
import {
  type CachedToken,
  type Envelope,
  readTenantId,
  Secret,
  type SharedTarget,
  type SharedTokens,
  type TenantId,
  type TokenOwner,
} from '@consentry/core';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { Schema } from './schema.ts';

export interface SharedTokensDeps {
  readonly db: Kysely<Schema>;
  readonly envelope: Envelope;
  readonly log: Pick<Log, 'warn'>;
}

const sharedToken = z.object({
  value: z.string(),
  // Those that were shared before there were others.
  access: z.enum(['delegated', 'app-only']).default('delegated'),
  expiresAt: z.number(),
  tenant: z.string().transform(readTenantId),
  resource: z.string(),
  scopes: z.array(z.string()),
  baseUrl: z.string(),
  receivedAt: z.number(),
  refreshAt: z.number(),
  consentedAt: z.number(),
});

/**
 * Access tokens in the database, sealed for exactly their owner and target. What cannot be written or read is left out: each
 * replica can redeem for itself.
 */
export function createSharedTokens({ db, envelope, log }: SharedTokensDeps): SharedTokens & {
  /** @param before epoch milliseconds */
  removeExpired(before: number): Promise<void>;
} {
  /** Leaves sharing out for once when the database does not answer. */
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      log.warn({ err: error }, what);
      return undefined;
    }
  };

  return {
    find: (grant, wanted) =>
      attempt('a shared access token could not be read', async () => {
        const target = digest(wanted);
        const row = await db
          .selectFrom('access_tokens')
          .select('sealed')
          .where('grant_id', '=', grant)
          .where('target', '=', target)
          .executeTakeFirst();
        return row && readToken(grant, envelope.open(row.sealed, accessTokenContext(grant, target)).reveal());
      }),

    async publish(id, wanted, cached) {
      const target = digest(wanted);
      const { token, receivedAt, refreshAt, consentedAt } = cached;
      const { grant: _, value, ...rest } = token;
      const text = JSON.stringify({ ...rest, value: value.reveal(), receivedAt, refreshAt, consentedAt });
      const values = {
        sealed: envelope.seal(Secret.of(text), accessTokenContext(id, target)),
        received_at: receivedAt,
        expires_at: token.expiresAt,
      };
      await attempt('an access token could not be shared', () =>
        db
          .insertInto('access_tokens')
          .values({ grant_id: id, target, ...values })
          .onConflict((conflict) =>
            conflict
              .columns(['grant_id', 'target'])
              .doUpdateSet(values)
              .where('access_tokens.received_at', '<', receivedAt),
          )
          .execute(),
      );
    },

    async forget(grant) {
      await attempt('the shared access tokens of a grant could not be removed', () =>
        db.deleteFrom('access_tokens').where('grant_id', '=', grant).execute(),
      );
    },

    async forgetTenant(grant, tenant) {
      const first = digestOfTenant(tenant);
      await attempt('the shared access tokens of a tenant could not be removed', () =>
        db
          .deleteFrom('access_tokens')
          .where('grant_id', '=', grant)
          .where(sql<string>`substr(target, 1, ${first.length})`, '=', first)
          .execute(),
      );
    },

    async removeExpired(before) {
      await db.deleteFrom('access_tokens').where('expires_at', '<', before).execute();
    },
  };
}

function readToken(owner: TokenOwner, text: string): CachedToken {
  const { receivedAt, refreshAt, consentedAt, value, ...rest } = sharedToken.parse(JSON.parse(text));
  const grant = owner === 'application' ? undefined : owner;
  return { token: { ...rest, grant, value: Secret.of(value) }, receivedAt, refreshAt, consentedAt };
}

/** What it is sealed for. */
export function accessTokenContext(owner: TokenOwner, target: string): string {
  return `access-token|${owner}|${target}`;
}

/** A target's key may be longer than an index takes. Those of one tenant begin in the same way. */
function digest({ tenant, key }: SharedTarget): string {
  return `${digestOfTenant(tenant)}.${sha256(key)}`;
}

function digestOfTenant(tenant: TenantId): string {
  return sha256(tenant).slice(0, 22);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
