import { z } from 'zod';
import { postureTables } from './posture-tables.ts';
import { grantId, instant, partnerKind, postureReportId, tenant } from './wire.ts';

const source = z.string().meta({ description: 'A source of the table in docs/posture.md.' });
const count = z.int().min(0);

/** A share, or why there is none. What is unknown counts in the whole and never in the part. */
const figure = z.discriminatedUnion('kind', [
  z.object({
    name: z.enum(['accounts-with-mfa', 'api-requests-with-mfa']),
    kind: z.enum(['reported', 'estimate']).meta({
      description: 'reported: Microsoft’s own counts. estimate: counted from what Microsoft Graph shows.',
    }),
    percent: z.number().min(0).max(100).optional().meta({
      description: 'One digit behind the point, rounded down. Absent where the whole is empty.',
    }),
    part: count,
    whole: count,
    unknown: count,
    from: z.array(source),
    at: instant.meta({ description: 'When the oldest of its sources was read.' }),
  }),
  z.object({
    name: z.enum(['accounts-with-mfa', 'portal-requests-with-mfa', 'api-requests-with-mfa']),
    kind: z.literal('not-available'),
    code: z.string(),
    remedy: z.string(),
    from: z.array(source),
    at: instant,
  }),
]);

export const findingSeverity = z.enum(['high', 'medium', 'low', 'info']);

const finding = z.object({
  id: z.string().meta({ description: 'An id of the table in docs/posture.md. It is never renamed.' }),
  subject: z.string().meta({
    description:
      'The id of a policy, application or grant, the name of a domain, API or requirement, or `accounts` and `tenant`.',
  }),
  severity: findingSeverity,
  title: z.string(),
  owner: z.enum([
    'global-administrator',
    'conditional-access-administrator',
    'authentication-administrator',
    'identity-provider-administrator',
    'account-owner',
    'integration-owner',
  ]),
  remedy: z.object({ steps: z.string(), command: z.string().optional(), link: z.url() }),
  evidence: z.object({
    count: count.optional().meta({ description: 'How many accounts, calls or grants. Absent: unknown.' }),
    examples: z.array(z.string()).meta({ description: 'The first names, as Microsoft gave them.' }),
    facts: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .meta({ description: 'What ends in `At` is an instant.' }),
  }),
  firstSeenAt: instant.meta({ description: 'Of the first report in a row that has it.' }),
});

/** A finding, and how it compares with the report before. */
const currentFinding = finding.extend({
  change: z.enum(['new', 'worse', 'same']).meta({
    description: 'Against the report before. `same` where there is none.',
  }),
});

const unread = z.object({
  source: z.string(),
  code: z.string(),
  remedy: z.string(),
  count: count.optional().meta({ description: 'How many accounts or sign-ins are missing.' }),
});

/** A grant, and when it stops working. */
const postureGrant = z.object({
  id: grantId,
  accountName: z.string(),
  application: z.string(),
  amr: z.array(z.string()).optional(),
  isMfaCompliant: z.boolean().optional().meta({ description: 'As Partner Center said last.' }),
  ends: z.object({ at: instant, cause: z.string() }).optional(),
});

/** For which kind of partner, and which cloud, a report was judged. */
const judgedAs = z.object({
  kind: partnerKind.optional().meta({ description: 'Absent: nobody said.' }),
  kindFrom: z.enum(['operator', 'partner-center']).optional(),
  cloud: z.string(),
  weight: z.enum(['mandate', 'advice']).meta({
    description: 'advice: Microsoft urges it, and enforces nothing in this cloud. Findings are then `info`.',
  }),
  remarks: z.array(z.object({ id: z.string(), text: z.string() })).meta({
    description: 'What is different for this kind of partner and in this cloud.',
  }),
});

/** Whether a partner meets Microsoft’s security requirements, as far as it can be seen. */
export const postureReport = z.object({
  id: postureReportId,
  partner: tenant,
  at: instant,
  organization: z.object({ name: z.string(), plan: z.enum(['p1', 'p2', 'free']) }).optional(),
  figures: z.array(figure),
  findings: z.array(currentFinding).meta({ description: 'The gravest first.' }),
  unread: z.array(unread).meta({
    description:
      'What could not be read. No finding does not mean that all is well where something stands here.',
  }),
  notOffered: z.array(unread).meta({
    description: 'What Microsoft does not offer to this kind of partner, or in this cloud. It is no failure.',
  }),
  judgedAs,
  grants: z.array(postureGrant),
  tables: postureTables,
  since: z
    .object({
      id: postureReportId,
      at: instant,
      fixed: z.array(finding),
      unknown: z.array(finding).meta({
        description: 'Gone only because something could not be read this time.',
      }),
    })
    .optional()
    .meta({ description: 'What changed since the report before. Absent where it is the first.' }),
});

/** A report in the list of them: enough for a line of a chart. */
export const postureSummary = postureReport
  .pick({ id: true, partner: true, at: true, figures: true, judgedAs: true })
  .extend({
    name: z.string().optional().meta({ description: 'As the tenant calls itself. Absent: unknown.' }),
    unread: z.array(z.string()).optional().meta({
      description: 'Sources that could not be read, wholly or in part. Absent in those of older brokers.',
    }),
    findings: z.record(findingSeverity, count),
  });

/** A report that is being made. */
export const postureRun = z.object({
  id: postureReportId.meta({ description: 'Of the report that it becomes.' }),
  partner: tenant,
  startedAt: instant,
});

export const postureParams = z.strictObject({ partner: tenant });
export const postureReportParams = postureParams.extend({ id: postureReportId });
