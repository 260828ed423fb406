import type { z } from 'zod';
import type { Apis } from '../apis/apis.ts';
import type { ApiTarget } from '../apis/api-target.ts';
import type { ResourceName } from '../entra/clouds.ts';
import { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Clock } from '../ports.ts';

/** One line of what a task found: flat, so that it fits into a table. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Makes sure that a token can be had for a target, and keeps it where the APIs find it. @throws ConsentryError as `Tokens.acquire` */
export type AcquireTarget = (target: ApiTarget) => Promise<void>;

/** What a task is given for one customer. */
export interface SweepItem<Params = unknown> {
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly customerName: string | undefined;
  readonly params: Params;
  readonly apis: Apis;
  readonly acquire: AcquireTarget;
  readonly clock: Clock;
  /** Nothing is to be written: the rows say what would be done. */
  readonly isDryRun: boolean;
  /**
   * A GUID that is the same each time that this customer is done in this sweep, after a restart and on another replica too: the
   * `MS-RequestId` of a write.
   *
   * @param step tells the writes of one customer apart
   */
  requestId(step: string): string;
  /** Aborted when nobody waits for the item any more. */
  readonly signal: AbortSignal;
}

/** What is done for each customer. It is data: whoever has a task can sweep with it. */
export interface SweepTask<Params = unknown> {
  /** As the command names it: lower case, with dashes. */
  readonly name: string;
  /** What it does for a customer, in half a sentence: "reads the users". */
  readonly summary: string;
  /** May it be done twice for one customer? False: a customer at which the broker was killed is not done again, and its outcome is `unknown`. */
  readonly isRepeatable: boolean;
  readonly params: z.ZodType<Params>;
  /** The APIs of the customer’s tenant that it calls: their tokens are acquired ahead. */
  readonly resources: readonly ResourceName[];
  /** @throws ConsentryError whose class decides what becomes of the customer: see `judgeFailure` */
  run(item: SweepItem<Params>): AsyncIterable<Row> | Promise<readonly Row[]>;
}

/** A task whose parameters were read, so that tasks of every kind fit into one list. */
// oxlint-disable-next-line typescript/no-explicit-any -- a task takes the parameters that its own schema has read
export type AnySweepTask = SweepTask<any>;

/**
 * The task of this name.
 * @throws ConsentryError `unknown_task`
 */
export function getTask(tasks: readonly AnySweepTask[], name: string): AnySweepTask {
  const found = tasks.find((task) => task.name === name);
  if (found !== undefined) return found;
  const known = tasks.map((task) => task.name);
  throw new ConsentryError('unknown_task', {
    remedy: `Name one of these: ${known.join(', ')}.`,
    facts: { tasks: known },
  });
}

/**
 * Reads the parameters of a task.
 * @throws ConsentryError `invalid_request`
 */
export function readTaskParams(task: AnySweepTask, params: unknown): unknown {
  const read = task.params.safeParse(params ?? {});
  if (read.success) return read.data as unknown;
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.') || 'params'}: ${message}`);
  throw new ConsentryError('invalid_request', {
    message: `The parameters of ${task.name} are not in the expected form. ${problems.join('. ')}.`,
  });
}

/**
 * A task that only reads: it may always be repeated, and a dry run of it asks nobody.
 */
export function readingTask<Params>(task: Omit<SweepTask<Params>, 'isRepeatable'>): SweepTask<Params> {
  return {
    ...task,
    isRepeatable: true,
    run: (item) => (item.isDryRun ? Promise.resolve([{ would: task.summary }]) : task.run(item)),
  };
}
