import { type Envelope, type ErrorCode, type PostureReportId, Secret, type TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import { createNewestPostures, type NewestPosture, type PostureSummary } from './newest-postures.ts';
import type { PostureRunsTable, Schema } from './schema.ts';
import { keyIdOf } from './sweep-rows.ts';
import { transact } from './transact.ts';

/** A report as it is given, in the form of the contract. */
export type PostureReport = AnswerOf<'getPosture'>;
export type PostureFinding = Omit<PostureReport['findings'][number], 'change'>;

/** A source that was not read, or not wholly: how much of it is missing tells whether a later report sees less. */
export type OutOfSight = Pick<PostureReport['unread'][number], 'source' | 'code' | 'count'>;

/** A report, and what the next one must know of it. */
export interface KeptReport {
  readonly report: PostureReport;
  /** Findings that are gone only because something could not be read, with what was unread when they were seen last. */
  readonly unseen: readonly { readonly finding: PostureFinding; readonly unread: readonly OutOfSight[] }[];
}

/** A report that is being made, or how the last one ended. Instants are epoch milliseconds. */
export interface PostureRun {
  readonly partner: TenantId;
  readonly report: PostureReportId;
  readonly startedAt: number;
  /** Once that has passed nobody makes it any more. */
  readonly expiresAt: number;
  readonly endedAt: number | undefined;
  /** What was in the way. */
  readonly failedBy: ErrorCode | undefined;
}

type RunKey = Pick<PostureRun, 'partner' | 'report'>;

/** Reports on partners' security requirements. They name accounts, so they are sealed; what counts alone stands beside them. */
export interface PostureReportStore {
  /**
   * Begins a report, unless one of the partner is under way.
   * @param isAlone nobody else has this store: what this process does not make is made by nobody
   * @returns the run that is under way: this one, or the other
   * @throws ConsentryError `store_unavailable`
   */
  begin(run: RunKey & Pick<PostureRun, 'startedAt' | 'expiresAt'>, isAlone: boolean): Promise<PostureRun>;
  /** @returns false where it is not this run’s turn any more @throws ConsentryError `store_unavailable` */
  extend(run: RunKey, expiresAt: number): Promise<boolean>;
  /** Ends a run without a report. */
  fail(run: RunKey, at: number, by: ErrorCode): Promise<void>;
  findRun(partner: TenantId): Promise<PostureRun | undefined>;
  /**
   * Keeps a report and ends its run, or does nothing where it is not this run’s turn any more: what was made by two at once has
   * one history.
   * @returns whether it is kept
   */
  save(run: RunKey, at: number, kept: KeptReport, summary: PostureSummary): Promise<boolean>;
  /** @throws ConsentryError `secret_unreadable`, `key_mismatch`, `store_unavailable` */
  find(partner: TenantId, id: PostureReportId): Promise<KeptReport | undefined>;
  /** @throws ConsentryError `secret_unreadable`, `key_mismatch`, `store_unavailable` */
  findNewest(partner: TenantId): Promise<KeptReport | undefined>;
  /** The newest first. @param page.after the id of a report of this partner */
  list(
    partner: TenantId,
    page: { readonly limit: number; readonly after?: PostureReportId | undefined },
  ): Promise<readonly PostureSummary[]>;
  /** Every partner that has a grant, with the newest of its reports, in the order of tenant ids. */
  listNewest(): Promise<readonly NewestPosture[]>;
  /** The newest of each of some partners. */
  listNewestOf(partners: readonly TenantId[]): Promise<readonly PostureSummary[]>;
  /** Removes what was made before an instant; the newest of each partner stays. */
  removeOld(before: number): Promise<void>;
}

export function createPostureReportStore(db: Kysely<Schema>, envelope: Envelope): PostureReportStore {
  const findRun = async (partner: TenantId): Promise<PostureRun | undefined> => {
    const row = await db
      .selectFrom('posture_runs')
      .selectAll()
      .where('partner', '=', partner)
      .executeTakeFirst();
    return row && toRun(row);
  };

  const open = ({ id, sealed }: { readonly id: PostureReportId; readonly sealed: string }): KeptReport =>
    // The store wrote what it reads.
    JSON.parse(envelope.open(sealed, postureReportContext(id)).reveal()) as KeptReport;

  return {
    findRun,

    async begin({ partner, report, startedAt, expiresAt }, isAlone) {
      const fresh = {
        report,
        started_at: startedAt,
        expires_at: expiresAt,
        ended_at: null,
        failed_by: null,
      };
      await db
        .insertInto('posture_runs')
        .values({ partner, ...fresh })
        .onConflict((conflict) =>
          conflict
            .column('partner')
            .doUpdateSet(fresh)
            .where(({ eb, or }) =>
              or([
                eb('posture_runs.ended_at', 'is not', null),
                eb('posture_runs.expires_at', '<=', startedAt),
                sql<boolean>`1 = ${isAlone ? 1 : 0}`,
              ]),
            ),
        )
        .execute();
      const run = await findRun(partner);
      if (run === undefined) throw new TypeError('a run that was just written is gone');
      return run;
    },

    async extend({ partner, report }, expiresAt) {
      const row = await db
        .updateTable('posture_runs')
        .set({ expires_at: expiresAt })
        .where('partner', '=', partner)
        .where('report', '=', report)
        .where('ended_at', 'is', null)
        .returning('report')
        .executeTakeFirst();
      return row !== undefined;
    },

    async fail({ partner, report }, at, by) {
      await db
        .updateTable('posture_runs')
        .set({ ended_at: at, failed_by: by })
        .where('partner', '=', partner)
        .where('report', '=', report)
        .where('ended_at', 'is', null)
        .execute();
    },

    save({ partner, report: id }, at, kept, summary) {
      const text = Secret.of(JSON.stringify(kept));
      const sealed = envelope.seal(text, postureReportContext(id));
      return transact(db, async (transaction) => {
        const ended = await transaction
          .updateTable('posture_runs')
          .set({ ended_at: at })
          .where('partner', '=', partner)
          .where('report', '=', id)
          .where('ended_at', 'is', null)
          .returning('report')
          .executeTakeFirst();
        if (ended === undefined) return false;
        await transaction
          .insertInto('posture_reports')
          .values({
            id,
            partner,
            made_at: at,
            summary: JSON.stringify(summary),
            key_id: keyIdOf(sealed),
            sealed,
          })
          .execute();
        return true;
      });
    },

    async find(partner, id) {
      const row = await db
        .selectFrom('posture_reports')
        .select(['id', 'sealed'])
        .where('partner', '=', partner)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && open(row);
    },

    async findNewest(partner) {
      const row = await db
        .selectFrom('posture_reports')
        .select(['id', 'sealed'])
        .where('partner', '=', partner)
        .orderBy('made_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && open(row);
    },

    async list(partner, { limit, after }) {
      const rows = await db
        .selectFrom('posture_reports')
        .select('summary')
        .where('partner', '=', partner)
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(made_at, id) < (select made_at, id from posture_reports where id = ${after ?? ''})`,
          ),
        )
        .orderBy('made_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toSummary);
    },

    listNewest: createNewestPostures(db),

    async listNewestOf(partners) {
      if (partners.length === 0) return [];
      const rows = await db
        .selectFrom('posture_reports as one')
        .select('summary')
        .where('partner', 'in', [...partners])
        .where(isNewest)
        .execute();
      return rows.map(toSummary);
    },

    async removeOld(before) {
      await db
        .deleteFrom('posture_reports as one')
        .where('made_at', '<', before)
        .where(({ not }) => not(isNewest))
        .execute();
    },
  };
}

const isNewest = sql<boolean>`not exists (select 1 from posture_reports as other where other.partner = one.partner
  and (other.made_at, other.id) > (one.made_at, one.id))`;

/** What a report is sealed for. */
export function postureReportContext(id: string): string {
  return `posture-report|${id}`;
}

function toSummary({ summary }: { readonly summary: string }): PostureSummary {
  return JSON.parse(summary) as PostureSummary;
}

function toRun(row: Selectable<PostureRunsTable>): PostureRun {
  return {
    partner: row.partner,
    report: row.report,
    startedAt: row.started_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at ?? undefined,
    failedBy: row.failed_by ?? undefined,
  };
}
