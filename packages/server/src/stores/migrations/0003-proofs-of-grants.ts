import type { Migration } from './migration.ts';

/** When a grant was put to the proof: replicas share that, so that it is not done once by each. */
export const proofsOfGrants: Migration = {
  number: 3,
  name: 'proofs of grants',
  async up(db) {
    await db.schema.alterTable('grants').addColumn('proved_at', 'bigint').execute();
  },
};
