import type { Clock, Envelope, Random } from '@consentry/core';
import type { Kysely } from 'kysely';
import { createAdminConsentStore } from './admin-consents.ts';
import { createApprovalStore } from './approvals.ts';
import { createCallerStore } from './callers.ts';
import { createDashboardSessions } from './dashboard-sessions.ts';
import { createDatabaseVault } from './database-vault.ts';
import { createExportStore } from './exports.ts';
import { createFlowStore } from './flows.ts';
import { createGrantMfaStore } from './grant-mfa.ts';
import { createForecastSourcesStore } from './forecast-sources.ts';
import { createGrantRefusals } from './grant-refusals.ts';
import { createGrantSurvey } from './grant-survey.ts';
import { createGrantStore } from './grants.ts';
import { createInvitationStore } from './invitations.ts';
import { createAccessChanges, readGeneration } from './news.ts';
import { createPostureReportStore } from './posture-reports.ts';
import { createReachStore } from './reach.ts';
import type { Schema } from './schema.ts';
import { createStopStore } from './stops.ts';
import type { Store } from './store.ts';
import { createSweepStore } from './sweeps.ts';
import { createToldEnds } from './told-ends.ts';
import { createWithdrawalStore } from './withdrawals.ts';

export interface CreateStoresDeps {
  readonly db: Kysely<Schema>;
  readonly envelope: Envelope;
  readonly clock: Clock;
  readonly random: Random;
  /** Where other replicas change rows too: how this one asks whether they did. */
  readonly polling?: Kysely<Schema> | undefined;
}

/** The stores that are rows: the same on both databases. */
export function createStores({ db, envelope, clock, random, polling }: CreateStoresDeps) {
  const changes = createAccessChanges(db);
  const subscribe = changes.subscribe.bind(changes);
  return {
    news:
      polling === undefined ? { subscribe } : { subscribe, readGeneration: () => readGeneration(polling) },
    countChanges: () => readGeneration(db),
    grants: createGrantStore(db, changes),
    survey: createGrantSurvey(db),
    vault: createDatabaseVault({ db, envelope, clock, random }),
    invitations: createInvitationStore(db),
    flows: createFlowStore(db, envelope),
    approvals: createApprovalStore(db),
    adminConsents: createAdminConsentStore(db),
    callers: createCallerStore(db, changes),
    stops: createStopStore(db, changes),
    withdrawals: createWithdrawalStore(db),
    exports: createExportStore(db),
    reach: createReachStore(db),
    grantMfa: createGrantMfaStore(db),
    postureReports: createPostureReportStore(db, envelope),
    forecastSources: createForecastSourcesStore(db),
    toldEnds: createToldEnds(db),
    grantRefusals: createGrantRefusals(db),
    dashboardSessions: createDashboardSessions(db),
    sweeps: createSweepStore({ db, envelope, kind: polling === undefined ? 'sqlite' : 'postgres' }),
  } satisfies Partial<Store>;
}
