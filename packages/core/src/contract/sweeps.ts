import { z } from 'zod';
import { beginning, instant, sweepId, tenant } from './wire.ts';

/** More names than that come from Partner Center’s own list. */
const mostCustomers = 20_000;
export const sweepBodyLimitBytes = 1024 * 1024;

const part = z.string().min(1).max(100);
const options = {
  dryRun: z
    .boolean()
    .default(false)
    .meta({ description: 'Writes nothing: the rows say what would be done.' }),
  concurrency: z.int().min(1).max(100).optional().meta({
    description: 'How many customers at once; no more than `sweeps.concurrency` of the configuration.',
  }),
};

/** What is to be done, and for whom. */
export const sweepRequest = z.union([
  z.strictObject({
    task: z.string().regex(/^[a-z][a-z-]{0,39}$/),
    params: z
      .record(z.string().max(60), z.unknown())
      .refine((value) => JSON.stringify(value).length <= 16_384, 'is too large')
      .default({})
      .meta({ description: 'What the task takes; 16 KiB at most.' }),
    partners: z.array(tenant).min(1).max(100),
    customers: z.array(tenant).min(1).max(mostCustomers).optional().meta({
      description: 'Of exactly one partner. Left out: every customer that Partner Center lists.',
    }),
    filter: z
      .strictObject({ name: part.optional(), domain: part.optional(), relationship: part.optional() })
      .optional()
      .meta({
        description:
          'Which of the listed ones: name and domain contain this, the relationship is this. All that is given must fit.',
      }),
    ...options,
  }),
  z.strictObject({
    remainderOf: sweepId.meta({
      description:
        'A sweep that is over: the same task for those that failed, unless the request itself was wrong.',
    }),
    ...options,
  }),
]);

const failureClass = z.enum(['caller', 'retry', 'consent', 'tenant', 'admin', 'ours']);
const refusal = z.object({ code: z.string(), message: z.string(), remedy: z.string() });
const swept = z.object({ partner: tenant, customer: tenant, customerName: z.string().optional() });

export const sweep = z.object({
  id: sweepId,
  task: z.string(),
  params: z.record(z.string(), z.unknown()),
  partners: z.array(tenant),
  remainderOf: sweepId.optional(),
  isDryRun: z.boolean(),
  state: z.enum(['preparing', 'running', 'stopped', 'ended']).meta({
    description: 'preparing: its customers are being listed.',
  }),
  createdAt: instant,
  stoppedAt: instant.optional(),
  stoppedBy: refusal
    .optional()
    .meta({ description: 'The trouble that stopped it; absent: an operator did.' }),
  endedAt: instant.optional(),
  total: z.number().int(),
  open: z.number().int(),
  done: z.number().int(),
  unknown: z
    .number()
    .int()
    .meta({ description: 'They may have been done, and may not be done again to find out.' }),
  failed: z.partialRecord(failureClass, z.number().int()).meta({ description: 'How many, by class.' }),
  rows: z.number().int(),
  cut: z.number().int().meta({ description: 'Customers with more rows than are kept of one (1 MiB).' }),
  perSecond: z.number().optional().meta({ description: 'Customers, since it began or was resumed.' }),
  secondsLeft: z.number().int().optional().meta({ description: 'At that rate.' }),
});

/** With the reasons why customers failed. */
export const sweepWithCauses = sweep.extend({
  causes: z.array(
    refusal.extend({
      state: z.enum(['failed', 'unknown']),
      class: failureClass,
      count: z.number().int(),
      examples: z.array(swept).meta({ description: 'Some of the customers.' }),
    }),
  ),
});

export const sweepItem = swept.extend({
  state: z.enum(['open', 'done', 'failed', 'unknown']),
  attempts: z.number().int(),
  endedAt: instant.optional(),
  rows: z.number().int().optional(),
  isCut: z.boolean().optional(),
  failure: refusal
    .extend({
      class: failureClass,
      actor: z.string(),
      reach: z
        .enum(['customer', 'partner'])
        .meta({ description: 'partner: the reason met all its customers.' }),
      facts: z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).readonly()]),
      ),
    })
    .optional(),
});

export const sweepPage = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().max(64).optional(),
});

export const sweepItemQuery = z.strictObject({
  state: z.enum(['open', 'done', 'failed', 'unknown']).optional(),
  class: failureClass.optional(),
  customer: beginning.optional().meta({ description: 'How the customer’s name or tenant id begins.' }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z
    .string()
    .regex(/^[0-9a-f-]{36}\.[0-9a-f-]{36}$/)
    .optional()
    .meta({ description: 'The `next` of the page before.' }),
});

export const sweepRowFormat = z.enum(['ndjson', 'csv']);

/** Which sweep. */
export const sweepIdParams = z.strictObject({ id: sweepId });
