import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { ClientBase, PoolClient, PoolConfig } from 'pg';
import type { PostgresAddress } from './postgres-address.ts';
import { endsConnection, isWorthRepeating, readPostgresError, sqlState } from './postgres-error.ts';

/** How much of the server a pool takes, and for how long. */
export interface PoolLimits {
  readonly connections: number;
  /** How long a query waits for a free connection, or for a new one. */
  readonly connectMs: number;
  /** How long a statement may take, with what it waits for. */
  readonly statementMs: number;
  /** How long a statement in a transaction waits for a lock of another one. */
  readonly lockMs: number;
  /** Takes no connection to a server that takes no writes: what a copy says may be old. */
  readonly refusesCopies: boolean;
}

/** The store's queries: each is one row or one page. */
export const queryLimits: PoolLimits = {
  connections: 10,
  connectMs: 2000,
  statementMs: 5000,
  lockMs: 2000,
  refusesCopies: true,
};
/** A start waits for the replica that changes the tables now, and says in words what is wrong with a server. */
export const startLimits: PoolLimits = {
  connections: 1,
  connectMs: 5000,
  statementMs: 60_000,
  lockMs: 60_000,
  refusesCopies: false,
};
/** One group at a time; who waits for it is refused after two seconds anyhow. */
export const auditLimits: PoolLimits = {
  connections: 1,
  connectMs: 2000,
  statementMs: 3000,
  lockMs: 1000,
  refusesCopies: true,
};

/** One row, each second. It has a connection of its own, so that it does not wait behind those who do much. */
export const newsLimits: PoolLimits = {
  connections: 1,
  connectMs: 1000,
  statementMs: 500,
  lockMs: 500,
  refusesCopies: true,
};

/** A transaction whose process was paused gives its locks up after this. */
const standStillMs = 10_000;
/** So much later than the server does the client give up: the server's word is the better one. */
const graceMs = 1000;
const idleMs = 30_000;
const repeats = 5;
const int8 = 20;

/**
 * Connections to a server, for Kysely. Nothing is kept in a session, so that a pooler between us and the server
 * may hand each transaction to another one: limits are set inside each transaction, statements have no names. A
 * connection that failed is closed, and the next query opens a new one.
 *
 * @throws ConsentryError `store_unavailable` from everything that it does
 */
export async function createPostgresPool(
  address: PostgresAddress,
  limits: PoolLimits,
): Promise<PostgresPool> {
  const { default: pg } = await import('pg');
  const parserOf = (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === int8 ? readInt8 : pg.types.getTypeParser(oid, format);
  const pool = new pg.Pool({
    ...connectionTo(address),
    max: limits.connections,
    connectionTimeoutMillis: limits.connectMs,
    idleTimeoutMillis: idleMs,
    query_timeout: limits.statementMs + graceMs,
    keepAlive: true,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it; its types do not say so
    ...(limits.refusesCopies && { onConnect: refuseCopy }),
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  });
  // A connection that breaks while nobody uses it is taken out by the pool; the next query hears of it, if at all.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const begin = beginWith(limits);
  return {
    async connect() {
      try {
        return adaptClient(await pool.connect(), begin);
      } catch (error) {
        throw readPostgresError(error);
      }
    },
    end: () => pool.end(),
    options: {},
  };
}

function connectionTo({ host, port, user, database, password, tls }: PostgresAddress): PoolConfig {
  return {
    host,
    port,
    user,
    database,
    // Without one `pg` would look for it in the environment and in the home folder.
    password: password?.reveal() ?? '',
    ssl:
      tls === undefined
        ? false
        : { ...(tls.ca === undefined ? {} : { ca: tls.ca }), rejectUnauthorized: true },
    application_name: 'consentry',
  };
}

async function refuseCopy(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ isCopy: string }>(
    `select current_setting('transaction_read_only') as "isCopy"`,
  );
  if (rows[0]?.isCopy === 'on') {
    throw Object.assign(new Error('the server takes no writes'), { code: sqlState.readOnlyTransaction });
  }
}

/** Instants and counts are whole numbers below 2^53; one that is not was not written by us. */
function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a number of the store is too large to be exact');
  return value;
}

/** One round trip. A commit stays durable even where somebody has turned that off since the start. */
function beginWith({ statementMs, lockMs }: PoolLimits): string {
  return [
    'begin',
    `set local statement_timeout = ${statementMs}`,
    `set local lock_timeout = ${lockMs}`,
    `set local idle_in_transaction_session_timeout = ${standStillMs}`,
    `select set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, true)`,
  ].join('; ');
}

interface Rows {
  readonly command: string;
  readonly rowCount: number;
  readonly rows: Record<string, unknown>[];
}

const nothing = (command: string): Rows => ({ command, rowCount: 0, rows: [] });

function adaptClient(client: PoolClient, begin: string): PostgresPoolClient {
  let broken: Error | undefined;
  let isInTransaction = false;

  const send = async (text: string, parameters: readonly unknown[]): Promise<Rows> => {
    try {
      return (await client.query(text, [...parameters])) as unknown as Rows;
    } catch (error) {
      if (endsConnection(error)) broken = error instanceof Error ? error : new Error('unknown');
      throw error;
    }
  };

  /** Outside a transaction a statement is one of its own, and may be repeated when the server undid it. */
  const sendAgain = async (text: string, parameters: readonly unknown[]): Promise<Rows> => {
    for (let turn = 1; ; turn++) {
      try {
        return await send(text, parameters);
      } catch (error) {
        if (isInTransaction || turn === repeats || !isWorthRepeating(error)) throw error;
      }
    }
  };

  const query = async (text: string, parameters: readonly unknown[]): Promise<Rows> => {
    if (text === 'begin') {
      await send(begin, []);
      isInTransaction = true;
      return nothing('BEGIN');
    }
    // The server undoes what a lost connection has begun; a second failure would hide the first.
    if (text === 'rollback' && broken !== undefined) return nothing('ROLLBACK');
    if (text === 'commit' || text === 'rollback') isInTransaction = false;
    return sendAgain(text, parameters);
  };

  const adapted = {
    async query(text: string, parameters: readonly unknown[]) {
      try {
        return await query(text, parameters);
      } catch (error) {
        throw readPostgresError(error);
      }
    },
    release: (destroy?: boolean) => client.release(broken ?? destroy ?? false),
  };
  // Cursors are not used.
  return adapted as unknown as PostgresPoolClient;
}
