import type { Migration } from './migration.ts';

/** Whether a grant is put to the proof, and when it passed: replicas share that, so that it is not done once by each. */
export const proofsOfGrants: Migration = {
  number: 3,
  name: 'proofs of grants',
  async up(db) {
    await db.schema.alterTable('grants').addColumn('proving_since', 'bigint').execute();
    await db.schema.alterTable('grants').addColumn('proved_at', 'bigint').execute();
  },
};
