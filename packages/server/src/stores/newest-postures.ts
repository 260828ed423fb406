import type { PostureReportId, TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** What stands beside a sealed report: figures and counts, in the form of the contract. */
export type PostureSummary = AnswerOf<'listPostureReports'>['items'][number];

/** A partner that has a grant, and its newest report as far as it counts alone. */
export interface NewestPosture {
  readonly partner: TenantId;
  readonly summary: PostureSummary | undefined;
}

/** A statement of SQLite takes 32,766 values. */
const readAtOnce = 1000;

/**
 * Where each partner stands. A report never changes, so one that was read is kept as long as it is the newest: asked again, only what
 * is new is read. The first time, ten thousand take some tenths of a second.
 */
export function createNewestPostures(db: Kysely<Schema>): () => Promise<readonly NewestPosture[]> {
  let known: ReadonlyMap<PostureReportId, PostureSummary> = new Map();
  return async () => {
    const newest = await listNewest(db);
    const ids = newest.flatMap(({ report }) => (report === null ? [] : [report]));
    const read = await readSummaries(
      db,
      ids.filter((id) => !known.has(id)),
    );
    const kept = new Map(
      ids.flatMap((id) => {
        const summary = read.get(id) ?? known.get(id);
        return summary === undefined ? [] : [[id, summary] as const];
      }),
    );
    known = kept;
    return newest.map(({ partner, report }) => ({
      partner,
      summary: report === null ? undefined : kept.get(report),
    }));
  };
}

/** A look into the index for each partner: the reports are many, and the newest few. */
async function listNewest(
  db: Kysely<Schema>,
): Promise<readonly { readonly partner: TenantId; readonly report: PostureReportId | null }[]> {
  const { rows } = await sql<{ readonly partner: TenantId; readonly report: PostureReportId | null }>`
    select partner, (
      select id from posture_reports as report where report.partner = one.partner
      order by made_at desc, id desc limit 1
    ) as report
    from (select distinct partner from grants where state <> 'revoked') as one
    order by partner`.execute(db);
  return rows;
}

async function readSummaries(
  db: Kysely<Schema>,
  ids: readonly PostureReportId[],
): Promise<ReadonlyMap<PostureReportId, PostureSummary>> {
  const read = new Map<PostureReportId, PostureSummary>();
  for (let begin = 0; begin < ids.length; begin += readAtOnce) {
    const rows = await db
      .selectFrom('posture_reports')
      .select(['id', 'summary'])
      .where('id', 'in', ids.slice(begin, begin + readAtOnce))
      .execute();
    for (const { id, summary } of rows) read.set(id, JSON.parse(summary) as PostureSummary);
  }
  return read;
}
