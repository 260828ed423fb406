import type { Clock, Envelope, Random } from '@consentry/core';
import type { Kysely } from 'kysely';
import { createApprovalStore } from './approvals.ts';
import { createCallerStore } from './callers.ts';
import { createDatabaseVault } from './database-vault.ts';
import { createFlowStore } from './flows.ts';
import { createGrantSurvey } from './grant-survey.ts';
import { createGrantStore } from './grants.ts';
import { createInvitationStore } from './invitations.ts';
import type { Schema } from './schema.ts';
import type { Store } from './store.ts';

export interface CreateStoresDeps {
  readonly db: Kysely<Schema>;
  readonly envelope: Envelope;
  readonly clock: Clock;
  readonly random: Random;
}

/** The stores that are rows: the same on both databases. */
export function createStores({ db, envelope, clock, random }: CreateStoresDeps) {
  return {
    grants: createGrantStore(db),
    survey: createGrantSurvey(db),
    vault: createDatabaseVault({ db, envelope, clock, random }),
    invitations: createInvitationStore(db),
    flows: createFlowStore(db, envelope),
    approvals: createApprovalStore(db),
    callers: createCallerStore(db),
  } satisfies Partial<Store>;
}
