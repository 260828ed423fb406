import { z } from 'zod';
import { adminConsent } from './admin-consent.ts';
import { postureSummary } from './posture.ts';
import { reach } from './reach.ts';
import { stop } from './taken-back.ts';
import { beginning, grantId, guid, instant, page, partnerKind, sweepId, tenant } from './wire.ts';

const count = z.int().min(0);
const grantState = z.enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked']);

/** An end that was foretold at the last look. */
export const foreseenEnd = z.object({
  partner: tenant
    .optional()
    .meta({ description: 'Absent of a credential of our own: it is everybody’s end.' }),
  partnerName: z.string().optional(),
  cause: z.enum(['inactivity', 'sign-in-frequency', 'credential', 'gdap']),
  at: instant,
  isCertain: z.boolean(),
  grant: grantId.optional(),
  customer: tenant.optional(),
});

/** A partner in a list. */
export const partnerLine = z.object({
  partner: tenant,
  name: z.string().optional().meta({ description: 'As an operator gave it.' }),
  kind: partnerKind.optional(),
  accounts: z.array(z.string()).meta({ description: 'User names of its grants, without those taken back.' }),
  grants: z.partialRecord(grantState, count).meta({ description: 'How many there are in each state.' }),
  state: z
    .enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked', 'none'])
    .meta({ description: 'The worst of its grants; `revoked` where all are, `none` where there are none.' }),
  mfa: z
    .enum(['confirmed', 'overridden'])
    .optional()
    .meta({ description: '`overridden` where that is so of one of its grants. Absent without grants.' }),
  nextEnd: foreseenEnd.optional().meta({
    description: 'The first end of its grants, as of `lookedAt` of the list.',
  }),
  posture: z
    .object({
      at: instant,
      percent: z
        .number()
        .optional()
        .meta({ description: 'Accounts with MFA. Absent where that could not be read.' }),
      findings: postureSummary.shape.findings,
    })
    .optional()
    .meta({ description: 'The newest report. Absent: none was made.' }),
  stop: stop.optional().meta({ description: 'What stops it: of its own, or of everything.' }),
});

export const partnerQuery = page.extend({
  begins: beginning.optional().meta({
    description: 'How the name, the tenant id or a user name begins. Case does not matter.',
  }),
  state: z
    .enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked', 'none'])
    .optional()
    .meta({ description: 'Those with a grant in this state; `none`: without any grant.' }),
});

/** A list of partners, and when their ends were looked for. */
export const partnerList = z.object({
  items: z.array(partnerLine),
  next: z.string().optional(),
  lookedAt: instant.optional().meta({
    description: 'When this broker looked last for what ends. Absent: not yet, and no end is known.',
  }),
});

/** What is known of a partner beside its grants. */
export const partnerWhole = z.object({
  partner: tenant,
  name: z.string().optional(),
  kind: partnerKind.optional(),
  approvals: z.array(z.object({ application: guid, approvedAt: instant })).meta({
    description: 'Which applications an administrator approved for the whole tenant.',
  }),
  customers: z.object({
    known: count,
    lost: count.meta({ description: 'Of which an API worked once and does not now.' }),
    readAt: instant.optional().meta({
      description: 'When all of them were listed last. Absent: never, and others may exist.',
    }),
  }),
  openInvitations: count,
  stop: stop.optional(),
  posture: postureSummary.optional(),
});

/** What Partner Center said of the MFA of a grant’s calls. */
export const saidOfMfa = z.object({
  isCompliant: z.boolean(),
  seenAt: instant.meta({ description: 'Since when it says so.' }),
  refusedAt: instant.optional().meta({ description: 'When it refused a call for want of MFA last.' }),
});

const sweptState = z.enum(['open', 'done', 'failed', 'unknown']);

const swept = z.object({
  sweep: sweepId,
  task: z.string(),
  startedAt: instant,
  endedAt: instant.optional(),
  state: sweptState,
  code: z.string().optional().meta({ description: 'Why it failed.' }),
  aadsts: z.int().optional(),
  remedy: z.string().optional(),
});

/** A customer of a partner in a list. */
export const customerLine = z.object({
  partner: tenant,
  customer: tenant,
  name: z.string().optional().meta({ description: 'As Partner Center has it.' }),
  domain: z.string().optional(),
  listedAt: instant.optional().meta({
    description: 'When Partner Center listed it last. Absent: something else named it.',
  }),
  isListed: z.boolean().optional().meta({
    description: 'False: it was not in the last whole list of Partner Center. Absent: there was none.',
  }),
  reach: z.array(reach).meta({ description: 'APIs that were looked at; no other is known to work or not.' }),
  consent: adminConsent.shape.state.optional().meta({
    description: 'Of an administrator’s consent by invitation. Absent: there was none.',
  }),
  lastSweep: swept.optional().meta({ description: 'What became of it in the last sweep of its partner.' }),
});

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

export const customerQuery = page.extend({
  begins: beginning.optional().meta({
    description: 'How the name, the domain or the tenant id begins. Case does not matter.',
  }),
  lost: flag.optional().meta({ description: 'Only those of which an API worked once and does not now.' }),
  lagging: flag.optional().meta({ description: 'Only those whose consent lags behind what is wanted.' }),
  failed: flag.optional().meta({ description: 'Only those that failed in the last sweep of the partner.' }),
});

/** A list of customers, and how whole it is. */
export const customerList = z.object({
  partner: tenant,
  items: z.array(customerLine),
  partnerName: z.string().optional(),
  next: z.string().optional(),
  readAt: instant.optional().meta({
    description: 'When all customers were listed last. Absent: never, and others may exist.',
  }),
  lastSweep: z.object({ sweep: sweepId, task: z.string(), startedAt: instant }).optional(),
});

/** A customer, and how each of its APIs came to be as it is. */
export const customerWhole = customerLine.extend({
  partnerName: z.string().optional(),
  turns: z
    .array(
      z.object({
        resource: z.enum(['graph', 'arm', 'defender']),
        works: z.boolean(),
        since: instant,
        because: z.object({ code: z.string(), aadsts: z.int().optional() }).optional(),
      }),
    )
    .meta({ description: 'Each time that an API began to work, or stopped. The newest first, 200 at most.' }),
  consents: z.array(adminConsent),
  sweeps: z.array(swept).meta({ description: 'The newest ten sweeps that it was in.' }),
});

/** All customers were read. */
export const customersRead = z.object({ partner: tenant, customers: count, readAt: instant });

export const ofPartner = z.strictObject({ partner: tenant });
