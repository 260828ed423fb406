import { ConsentryError } from '@consentry/core';
import type { Kysely } from 'kysely';
import { createGrantSurvey } from './grant-survey.ts';
import type { Schema } from './schema.ts';
import { keyVaultOf, type StampRows, type StoreStamp } from './stamp.ts';

/** States of which a refresh token is redeemed. */
const alive = new Set(['healthy', 'admin_needed']);

/**
 * Refuses to open a store of which refresh tokens lie in a Key Vault that is not the configured one. A reference names a
 * secret, not its vault: under another vault it would name another secret, or none. Without any Key Vault, grants that hand
 * nothing out may stay behind; what is asked of them says `vault_not_configured`.
 * @throws ConsentryError `store_other_cloud`, `store_unavailable`
 */
export async function checkVaultStamp(
  db: Kysely<Schema>,
  rows: StampRows,
  { vault: configured }: StoreStamp,
): Promise<void> {
  const stored = keyVaultOf(rows);
  if (stored === undefined || stored === configured) return;
  const counts = (await createGrantSurvey(db).countByVault()).filter(({ vault }) => vault === 'key-vault');
  const isInTheWay = (state: string): boolean => configured !== undefined || alive.has(state);
  const grants = counts.reduce((sum, { state, count }) => sum + (isInTheWay(state) ? count : 0), 0);
  if (grants === 0) return;
  throw new ConsentryError('store_other_cloud', {
    message: `Refresh tokens of ${grants} grants lie in the Key Vault ${stored}, which is not configured.`,
    remedy: `Set keyVault.url to ${stored} again. To leave that vault, set vault to database beside it, run \`consentry vault move\`, and then take it out of the configuration.`,
    facts: { expected: stored, configured: configured ?? 'database', grants },
  });
}
