import { z } from 'zod';
import { findingSeverity, postureSummary } from './posture.ts';
import { beginning, instant, tenant } from './wire.ts';

const count = z.int().min(0);

/** A partner that is not in a sum. */
const leftOut = z.object({ partner: tenant, code: z.string() });

const figureName = z.enum(['accounts-with-mfa', 'portal-requests-with-mfa', 'api-requests-with-mfa']);

const combinedFigure = z.discriminatedUnion('kind', [
  z.object({
    name: figureName,
    kind: z.enum(['reported', 'estimate']).meta({ description: 'estimate: one of them is.' }),
    percent: z.number().min(0).max(100).optional().meta({
      description: 'Of the sums, rounded down: never the mean of shares. Absent where the whole is empty.',
    }),
    part: count,
    whole: count,
    unknown: count.meta({ description: 'In the whole, and never in the part.' }),
    partners: z.array(tenant).meta({ description: 'Whose figures are summed, and nobody else’s.' }),
    leftOut: z.array(leftOut).meta({ description: 'Who has no such figure, and why.' }),
    at: instant.meta({ description: 'When the oldest of them was read.' }),
  }),
  z.object({ name: figureName, kind: z.literal('not-available'), leftOut: z.array(leftOut) }),
]);

/** The newest reports of several partners side by side, and their sums. */
export const combinedPosture = z.object({
  reports: z.array(
    postureSummary.extend({
      name: z.string().optional().meta({ description: 'As the tenant calls itself.' }),
      unread: z.array(z.string()).meta({ description: 'Sources that could not be read, wholly or in part.' }),
    }),
  ),
  missing: z
    .array(leftOut.extend({ remedy: z.string() }))
    .meta({ description: 'Partners that no report is to be had of. They are in no sum.' }),
  figures: z.array(combinedFigure),
  findings: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        severity: findingSeverity.meta({ description: 'The gravest that it has at one of them.' }),
        count: count.optional().meta({ description: 'Absent: unknown at one of them.' }),
        partners: z.array(tenant),
      }),
    )
    .meta({ description: 'The gravest first.' }),
});

/** Where every partner stands, a page at a time, and the sums over all of them. */
export const postureOverview = z.object({
  partners: count.meta({ description: 'Those that have a grant.' }),
  reported: count.meta({ description: 'Those of them that have a report.' }),
  oldestAt: instant.optional().meta({ description: 'When the oldest of the newest reports was made.' }),
  findings: z.record(findingSeverity, count).meta({ description: 'Over all newest reports.' }),
  figures: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        name: figureName,
        kind: z.enum(['reported', 'estimate']),
        percent: z.number().min(0).max(100).optional(),
        part: count,
        whole: count,
        unknown: count,
        partners: count.meta({ description: 'How many are summed.' }),
        leftOut: count.meta({ description: 'How many have no such figure.' }),
        at: instant,
      }),
      z.object({ name: figureName, kind: z.literal('not-available'), leftOut: count }),
    ]),
  ),
  items: z.array(z.object({ partner: tenant, report: postureSummary.omit({ partner: true }).optional() })),
  next: z.string().optional(),
});

export const postureOverviewQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: tenant.optional().meta({ description: 'The `next` of the page before.' }),
  partner: beginning.optional().meta({ description: 'How the partner’s name or tenant id begins.' }),
  order: z.enum(['gravest', 'partner']).default('gravest').meta({
    description: 'gravest: those with the most findings of high severity first; those without a report last.',
  }),
});

export const combinedPostureQuery = z.strictObject({
  partners: z
    .string()
    .max(50 * 37)
    .transform((text) => text.split(','))
    .pipe(z.array(tenant).min(1).max(50))
    .meta({ description: 'Tenant ids, with commas between; at most 50.' }),
});
