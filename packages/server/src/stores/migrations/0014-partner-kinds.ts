import type { Migration } from './migration.ts';

/** What kind of partner was invited, and gave a grant, as the operator said it. */
export const partnerKinds: Migration = {
  number: 14,
  name: 'partner kinds',
  async up(db) {
    await db.schema.alterTable('invitations').addColumn('partner_kind', 'text').execute();
    await db.schema.alterTable('grants').addColumn('partner_kind', 'text').execute();
  },
};
