import { z } from 'zod';
import { auditRecord } from './audit-record.ts';
import { callerId, grantId, guid, instant, listOf, page, tenant } from './wire.ts';

/** Which records of the audit are wanted: all that is given must fit. */
export const auditQuery = page.extend({
  tenant: tenant.optional().meta({ description: 'A partner or a customer that it is about.' }),
  partner: tenant.optional(),
  customer: tenant.optional().meta({ description: 'A customer’s tenant.' }),
  type: z
    .string()
    .max(60)
    .regex(/^[a-z_]+(\.[a-z_]+)?$/)
    .optional()
    .meta({ description: 'A type, or the word before its dot: `grant` for everything of grants.' }),
  actor: z
    .union([z.enum(['operator', 'broker', 'invited person', 'unknown']), callerId])
    .optional()
    .meta({ description: 'Who did it.' }),
  caller: callerId.optional().meta({ description: 'A caller that did it, or that it is about.' }),
  person: guid.optional().meta({
    description: 'An account that it is about, or that was signed in at the dashboard: an object id.',
  }),
  grant: grantId.optional(),
  from: instant.optional().meta({ description: 'At this instant or later.' }),
  to: instant.optional().meta({ description: 'Before this instant.' }),
});

/** A page of the audit. One that has a `next` may hold fewer records than were asked for. */
export const auditPage = listOf(auditRecord).extend({
  searchedTo: instant.optional().meta({
    description: 'With `next`: how far back it was looked. A page looks at some 50,000 records at most.',
  }),
});
