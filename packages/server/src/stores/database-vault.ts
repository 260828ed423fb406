import {
  type Clock,
  ConsentryError,
  type Envelope,
  type Random,
  type SecretRecord,
  type SecretRef,
  type Vault,
} from '@consentry/core';
import type { Kysely } from 'kysely';
import { createLookup } from './lookup.ts';
import type { Schema } from './schema.ts';

export interface DatabaseVaultDeps {
  readonly db: Kysely<Schema>;
  readonly envelope: Envelope;
  readonly clock: Clock;
  readonly random: Random;
}

export interface DatabaseVault extends Vault {
  /**
   * Removes secrets that no grant names and that are older than this instant: a crash between storing a
   * secret and naming it, or between naming the next and removing this one, leaves them.
   * @returns how many
   */
  removeOrphans(before: number): Promise<number>;
}

/**
 * A vault in the database: each secret is sealed by the envelope for exactly its grant and version, so that a
 * sealed text that was moved to another row does not open.
 */
export function createDatabaseVault({ db, envelope, clock, random }: DatabaseVaultDeps): DatabaseVault {
  const findSealed = createLookup(db, (ref: SecretRef) =>
    db.selectFrom('secrets').select('sealed').where('ref', '=', ref),
  );
  return {
    async put(record, secret) {
      const ref = `sec_${Buffer.from(random.bytes(16)).toString('base64url')}` as SecretRef;
      const row = {
        ref,
        grant_id: record.grant,
        version: record.version,
        sealed: envelope.seal(secret, refreshTokenContext(record)),
        created_at: clock.now(),
      };
      await available(db.insertInto('secrets').values(row).execute());
      return ref;
    },

    async get(ref, record) {
      const row = await available(findSealed(ref));
      if (row === undefined) throw new ConsentryError('secret_missing', { facts: { grant: record.grant } });
      return envelope.open(row.sealed, refreshTokenContext(record));
    },

    async remove(ref) {
      await available(db.deleteFrom('secrets').where('ref', '=', ref).execute());
    },

    async purge(grant) {
      await available(db.deleteFrom('secrets').where('grant_id', '=', grant).execute());
      return { outcome: 'destroyed', vault: 'database', missing: [] };
    },

    async removeOrphans(before) {
      const orphans = db
        .deleteFrom('secrets')
        .where('created_at', '<', before)
        .where('ref', 'not in', (query) => query.selectFrom('grants').select('secret'));
      return (await available(orphans.returning('ref').execute())).length;
    },
  };
}

/** What it is sealed for. */
export function refreshTokenContext({ grant, version }: SecretRecord): string {
  return `refresh-token|${grant}|${version}`;
}

/** @throws ConsentryError `vault_unavailable` */
async function available<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (cause) {
    throw new ConsentryError('vault_unavailable', { cause });
  }
}
