import type { ForecastSources, GroupMembers, RoleHolders, Source, TenantId } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** What Graph told last of what grants of a partner may end of. Nothing secret, and nobody’s name but a customer’s. */
export interface ForecastSourcesStore {
  /**
   * Takes the turn to read the sources of a partner anew. True for one of all who try, and not again before it is due.
   * @param dueBefore epoch milliseconds: what was read since is new enough
   * @throws ConsentryError `store_unavailable`
   */
  claim(partner: TenantId, now: number, dueBefore: number): Promise<boolean>;
  /** @throws ConsentryError `store_unavailable` */
  save(partner: TenantId, sources: ForecastSources, at: number): Promise<void>;
  /** Undefined where they were never read. @throws ConsentryError `store_unavailable` */
  find(partner: TenantId): Promise<ForecastSources | undefined>;
}

export function createForecastSourcesStore(db: Kysely<Schema>): ForecastSourcesStore {
  return {
    async claim(partner, now, dueBefore) {
      const taken = await db
        .insertInto('forecast_sources')
        .values({ partner, read_at: now, sources: null })
        .onConflict((conflict) =>
          conflict
            .column('partner')
            .doUpdateSet({ read_at: now })
            .where('forecast_sources.read_at', '<=', dueBefore),
        )
        .returning('partner')
        .executeTakeFirst();
      return taken !== undefined;
    },
    async save(partner, sources, at) {
      const row = { read_at: at, sources: JSON.stringify(toPlain(sources)) };
      await db
        .insertInto('forecast_sources')
        .values({ partner, ...row })
        .onConflict((conflict) => conflict.column('partner').doUpdateSet(row))
        .execute();
    },
    async find(partner) {
      const row = await db
        .selectFrom('forecast_sources')
        .select('sources')
        .where('partner', '=', partner)
        .executeTakeFirst();
      return row === undefined || row.sources === null
        ? undefined
        : fromPlain(JSON.parse(row.sources) as Plain);
    },
  };
}

interface Plain extends Pick<ForecastSources, 'relationships'> {
  readonly frequencies: Source<{
    readonly policies: Extract<ForecastSources['frequencies'], { outcome: 'read' }>['value']['policies'];
    /** Only who has a grant: of a group of thousands nobody else matters. */
    readonly groups: readonly (readonly [string, readonly string[]])[] | undefined;
    readonly roles: readonly (readonly [string, readonly string[]])[] | undefined;
  }>;
}

function toPlain({ frequencies, relationships }: ForecastSources): Plain {
  if (frequencies.outcome !== 'read') return { frequencies, relationships };
  const { policies, memberships } = frequencies.value;
  const groups =
    memberships.groups && [...memberships.groups].map(([id, members]) => [id, [...members]] as const);
  const roles = memberships.roles && [...memberships.roles];
  return { frequencies: { ...frequencies, value: { policies, groups, roles } }, relationships };
}

/** The store wrote it: fields that are not there were undefined. */
function fromPlain({ frequencies, relationships }: Plain): ForecastSources {
  if (frequencies.outcome !== 'read') return { frequencies, relationships };
  const { policies, groups, roles } = frequencies.value;
  const memberships = {
    groups: groups && (new Map(groups.map(([id, members]) => [id, new Set(members)])) satisfies GroupMembers),
    roles: roles && (new Map(roles) satisfies RoleHolders),
  };
  return { frequencies: { ...frequencies, value: { policies, memberships } }, relationships };
}
