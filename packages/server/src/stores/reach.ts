import type { ErrorCode, NewItem, SeenReach, TenantId } from '@consentry/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import { knowCustomers } from './know-customers.ts';
import type { ReachTurnsTable, Schema, TokenReachTable } from './schema.ts';
import { transact } from './transact.ts';

/** What was seen at one customer. */
export interface SeenCustomer extends Pick<NewItem, 'partner' | 'customer' | 'customerName'> {
  readonly reach: readonly SeenReach[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Why no token can be had. */
export interface ReachCause {
  readonly code: ErrorCode;
  /** Microsoft's number. */
  readonly aadsts: number | undefined;
}

/** Whether a token can be had for an API of a customer, and since when it was seen so. Instants are epoch milliseconds. */
export interface TokenReach extends Pick<NewItem, 'partner' | 'customer' | 'customerName'> {
  readonly resource: SeenReach['resource'];
  readonly works: boolean;
  /** When it was first seen so. It came about between that and the look before. */
  readonly since: number;
  readonly seenAt: number;
  /** Of the last look. Undefined where it works. */
  readonly because: (ReachCause & { readonly remedy: string }) | undefined;
  /** How it was until then: the other way round. Undefined: it was never seen otherwise. */
  readonly before: { readonly since: number; readonly because: ReachCause | undefined } | undefined;
}

/** When an API of a customer began to work, or stopped. */
export interface ReachTurn {
  readonly resource: SeenReach['resource'];
  readonly works: boolean;
  /** When it was first seen so, epoch milliseconds. */
  readonly since: number;
  /** Undefined where it works. */
  readonly because: ReachCause | undefined;
}

/** Names a line of the list. */
export type ReachKey = Pick<TokenReach, 'customer' | 'resource'>;

export interface ReachStore {
  /**
   * Notes what was seen. What is older than what is known changes nothing, so it may be told twice.
   * @param customers each once
   * @throws ConsentryError `store_unavailable`
   */
  note(customers: readonly SeenCustomer[]): Promise<void>;
  /**
   * In the order of customer and API.
   * @param page.lost only what worked once and does not now
   * @throws ConsentryError `store_unavailable`
   */
  list(
    partner: TenantId,
    page: { readonly limit: number; readonly after?: ReachKey | undefined; readonly lost?: boolean },
  ): Promise<readonly TokenReach[]>;
  /** Of some customers. @throws ConsentryError `store_unavailable` */
  listOf(partner: TenantId, customers: readonly TenantId[]): Promise<readonly TokenReach[]>;
  /** Each turn of a customer’s APIs, the newest first. @throws ConsentryError `store_unavailable` */
  listTurns(partner: TenantId, customer: TenantId, limit: number): Promise<readonly ReachTurn[]>;
}

export function createReachStore(db: Kysely<Schema>): ReachStore {
  return {
    async note(customers) {
      // Two who note the same rows take them in the same order, and neither waits for the other.
      const rows = customers.flatMap(toRows).toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
      if (rows.length === 0) return;
      await transact(db, async (transaction) => {
        await knowCustomers(transaction, customers);
        await upsert(transaction, rows);
        await noteTurns(transaction, customers);
      });
    },

    async list(partner, { limit, after, lost = false }) {
      const found = await db
        .selectFrom('token_reach')
        .selectAll()
        .where('partner', '=', partner)
        .$if(lost, (query) => query.where('works', '=', 0).where('before_since', 'is not', null))
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(customer, resource) > (${after?.customer ?? ''}, ${after?.resource ?? ''})`,
          ),
        )
        .orderBy('customer')
        .orderBy('resource')
        .limit(limit)
        .execute();
      return found.map(fromRow);
    },

    async listOf(partner, customers) {
      if (customers.length === 0) return [];
      const rows = await db
        .selectFrom('token_reach')
        .selectAll()
        .where('partner', '=', partner)
        .where('customer', 'in', [...customers])
        .orderBy('customer')
        .orderBy('resource')
        .execute();
      return rows.map(fromRow);
    },

    async listTurns(partner, customer, limit) {
      const rows = await db
        .selectFrom('reach_turns')
        .selectAll()
        .where('partner', '=', partner)
        .where('customer', '=', customer)
        .orderBy('since', 'desc')
        .orderBy('resource')
        .limit(limit)
        .execute();
      return rows.map(toTurn);
    },
  };
}

async function upsert(db: Kysely<Schema>, rows: readonly Selectable<TokenReachTable>[]): Promise<void> {
  await db
    .insertInto('token_reach')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['partner', 'customer', 'resource'])
        .doUpdateSet({
          customer_name: sql`coalesce(excluded.customer_name, token_reach.customer_name)`,
          since: ifTurned('excluded.since', 'since'),
          before_since: ifTurned('token_reach.since', 'before_since'),
          before_code: ifTurned('token_reach.code', 'before_code'),
          before_aadsts: ifTurned('token_reach.aadsts', 'before_aadsts'),
          works: sql`excluded.works`,
          code: sql`excluded.code`,
          aadsts: sql`excluded.aadsts`,
          remedy: sql`excluded.remedy`,
          seen_at: sql`excluded.seen_at`,
        })
        .whereRef('token_reach.seen_at', '<', sql.ref('excluded.seen_at')),
    )
    .execute();
}

/** What is so since the last look turned then. Told twice, it is one turn. */
async function noteTurns(db: Kysely<Schema>, customers: readonly SeenCustomer[]): Promise<void> {
  for (const [partner, of] of Map.groupBy(customers, (one) => one.partner)) {
    const columns = ['partner', 'customer', 'resource', 'since', 'works', 'code', 'aadsts'] as const;
    const turned = db
      .selectFrom('token_reach')
      .select(columns)
      .where('partner', '=', partner)
      .where(
        'customer',
        'in',
        of.map(({ customer }) => customer),
      )
      .whereRef('since', '=', 'seen_at');
    await db
      .insertInto('reach_turns')
      .columns(columns)
      .expression(turned)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** One of two columns: this one where it worked and does not any more, or the other way round. */
function ifTurned(turned: string, column: string) {
  return sql<never>`case when token_reach.works <> excluded.works then ${sql.ref(turned)} else ${sql.ref(`token_reach.${column}`)} end`;
}

function keyOf({ partner, customer, resource }: Selectable<TokenReachTable>): string {
  return `${partner} ${customer} ${resource}`;
}

function toRows({ partner, customer, customerName, reach, at }: SeenCustomer): Selectable<TokenReachTable>[] {
  return reach.map(({ resource, works, code, aadsts, remedy }) => ({
    partner,
    customer,
    resource,
    customer_name: customerName ?? null,
    works: works ? 1 : 0,
    since: at,
    code,
    aadsts,
    remedy,
    seen_at: at,
    before_since: null,
    before_code: null,
    before_aadsts: null,
  }));
}

function fromRow(row: Selectable<TokenReachTable>): TokenReach {
  const because = toCause(row.code, row.aadsts);
  return {
    partner: row.partner,
    customer: row.customer,
    customerName: row.customer_name ?? undefined,
    resource: row.resource,
    works: row.works === 1,
    since: row.since,
    seenAt: row.seen_at,
    because: because && { ...because, remedy: row.remedy ?? '' },
    before:
      row.before_since === null
        ? undefined
        : { since: row.before_since, because: toCause(row.before_code, row.before_aadsts) },
  };
}

function toTurn({ resource, works, since, code, aadsts }: Selectable<ReachTurnsTable>): ReachTurn {
  return { resource, works: works === 1, since, because: toCause(code, aadsts) };
}

function toCause(code: ErrorCode | null, aadsts: number | null): ReachCause | undefined {
  return code === null ? undefined : { code, aadsts: aadsts ?? undefined };
}
