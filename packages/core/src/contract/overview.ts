import { z } from 'zod';
import { foreseenEnd } from './partners.ts';
import { stop } from './taken-back.ts';
import { instant } from './wire.ts';

const count = z.int().min(0);

/** The whole at a glance: counts, and nothing that takes long to find. */
export const overview = z.object({
  at: instant,
  partners: count,
  grants: z.object({
    healthy: count,
    admin_needed: count,
    consent_needed: count,
    held: count,
    revoked: count,
  }),
  mfa: z
    .object({ confirmed: count, overridden: count })
    .meta({ description: 'Evidence of the grants that were not taken back.' }),
  openInvitations: count.meta({ description: 'Those by which an account of a partner connects.' }),
  stops: z.array(stop),
  ends: z.object({
    lookedAt: instant.optional().meta({ description: 'Absent: it was not looked yet, and no end is known.' }),
    items: z.array(foreseenEnd).meta({ description: 'The ten that come next.' }),
  }),
  tokens: z
    .object({
      since: instant.meta({ description: 'The start of this replica, or a day ago.' }),
      hours: z
        .array(z.object({ at: instant, issued: count, fromCache: count, refused: count }))
        .meta({ description: 'The oldest first. `fromCache`: of those issued, without a redemption.' }),
      failures: z
        .array(
          z.object({
            class: z.enum(['caller', 'retry', 'consent', 'tenant', 'admin', 'ours']),
            count,
          }),
        )
        .meta({ description: 'Refused requests for tokens and calls, the most first.' }),
    })
    .meta({ description: 'Of this replica alone, counted in memory: to look at. The audit is what proves.' }),
});
