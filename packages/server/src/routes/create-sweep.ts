import {
  ConsentryError,
  createId,
  type CustomerSource,
  getTask,
  type NewItem,
  type NewSweep,
  readId,
  readTaskParams,
  readTenantId,
  type TenantId,
} from '@consentry/core';
import type { AnswerOf, InputOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { describeSweep, getSweepRow } from './describe-sweep.ts';
import type { RouteDeps } from './route-deps.ts';

type Asked = InputOf<'createSweep'>['body'];
type Remainder = Extract<Asked, { remainderOf: string }>;
type Planned = Pick<NewSweep, 'task' | 'params' | 'partners' | 'source' | 'isDryRun'> & {
  /** Undefined where they are to be found. */
  readonly items?: readonly NewItem[];
};

/**
 * Begins a sweep. The record of it is durable before the first call.
 * @throws ConsentryError `unknown_task`, `invalid_request` (parameters; customers of several partners), `sweep_not_found`,
 *   `sweep_under_way` (the one whose remainder is wanted), `audit_unavailable`, `store_unavailable`
 */
export async function createSweep(
  deps: RouteDeps,
  exchange: Exchange<'createSweep'>,
): Promise<AnswerOf<'createSweep'>> {
  const { store, clock, random, sweeps } = deps;
  const { body } = exchange.input;
  const { items, ...planned } = 'remainderOf' in body ? await planRemainder(deps, body) : plan(body);
  readTaskParams(getTask(sweeps.tasks, planned.task), planned.params);
  const sweep: NewSweep = {
    id: createId('SweepId', random),
    ...planned,
    ...(body.concurrency !== undefined && { concurrency: body.concurrency }),
    createdAt: clock.now(),
  };
  await store.audit.write({
    type: 'sweep.started',
    at: sweep.createdAt,
    actor: 'operator',
    ...traceOf(exchange),
    sweep: sweep.id,
    task: sweep.task,
    params: JSON.stringify(sweep.params),
    partners: sweep.partners,
    ...(items !== undefined && { customers: items.length }),
    dryRun: sweep.isDryRun,
  });
  await store.sweeps.create(sweep, items);
  const created = await getSweepRow(deps, sweep.id);
  sweeps.take(created);
  return describeSweep(deps, created);
}

/** What a dry run did not do is not done by its remainder either. */
async function planRemainder(deps: RouteDeps, { remainderOf: of, dryRun }: Remainder): Promise<Planned> {
  const { id, task, params, partners, source, isDryRun, state } = await getSweepRow(deps, of);
  if (state === 'running' || state === 'preparing') throw new ConsentryError('sweep_under_way');
  const first = source.kind === 'remainder' ? source.first : source;
  return {
    task,
    params,
    partners,
    source: { kind: 'remainder', of: readId('SweepId', id), first },
    isDryRun: isDryRun || dryRun,
  };
}

function plan(body: Exclude<Asked, Remainder>): Planned {
  const partners = [...new Set(body.partners.map(readTenantId))];
  const { task, params, customers, filter, dryRun: isDryRun } = body;
  if (customers === undefined) {
    const source: CustomerSource = { kind: 'partner-center', ...(filter !== undefined && { filter }) };
    return { task, params, partners, source, isDryRun };
  }
  const items = toItems(partners, customers, filter);
  return { task, params, partners, source: { kind: 'list' }, isDryRun, items };
}

function toItems(
  [partner, ...others]: readonly TenantId[],
  customers: readonly string[],
  filter: unknown,
): readonly NewItem[] {
  if (partner === undefined || others.length > 0 || filter !== undefined) {
    throw new ConsentryError('invalid_request', {
      message: 'Customers that are named belong to one partner, and are not filtered.',
      remedy: 'Name one partner, or leave `customers` out; leave `filter` out where customers are named.',
    });
  }
  const distinct = [...new Set(customers.map(readTenantId))];
  return distinct.map((customer, turn) => ({ partner, customer, turn }));
}
