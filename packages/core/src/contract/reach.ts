import { z } from 'zod';
import { instant, tenant } from './wire.ts';

const reachable = z.enum(['graph', 'arm', 'defender']);
const cause = z.object({
  code: z.string(),
  aadsts: z.number().int().optional().meta({ description: 'Microsoft’s number.' }),
});

/** Whether a token can be had for an API of a customer, as sweeps of the task `token-reach` saw it. */
export const reach = z.object({
  partner: tenant,
  customer: tenant,
  customerName: z.string().optional(),
  resource: reachable,
  state: z.enum(['works', 'regained', 'lost', 'never']).meta({
    description:
      'regained: it works, and did not before. lost: it worked before. never: it was never seen to work.',
  }),
  since: instant.meta({ description: 'When it was first seen so.' }),
  seenAt: instant.meta({ description: 'When it was looked at last.' }),
  because: cause
    .extend({ remedy: z.string() })
    .optional()
    .meta({ description: 'Why it does not work, as of the last look.' }),
  before: z.object({ since: instant, because: cause.optional() }).optional().meta({
    description: 'How it was before: the other way round. Of regained: since when it was lost, and why.',
  }),
});

export const reachQuery = z.strictObject({
  lost: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional()
    .meta({ description: 'Only those in the state `lost`.' }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z
    .string()
    .regex(/^[0-9a-f-]{36}\.(graph|arm|defender)$/)
    .optional()
    .meta({ description: 'The `next` of the page before.' }),
});
