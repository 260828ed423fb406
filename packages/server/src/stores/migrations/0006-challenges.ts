import type { Migration } from './migration.ts';

/** The claims challenge that an invitation carries, and the tenant that asked. */
export const challenges: Migration = {
  number: 6,
  name: 'challenges',
  async up(db) {
    await db.schema.alterTable('invitations').addColumn('challenged_by', 'text').execute();
    await db.schema.alterTable('invitations').addColumn('claims', 'text').execute();
  },
};
