import { z } from 'zod';
import { grantId, instant } from './wire.ts';

/** The tables that an officer reads beside the figures. Names come from the tenant, as Microsoft gave them. */

const count = z.int().min(0);
const name = z.string().meta({ description: 'As Microsoft gave it: whoever shows it makes it inert.' });
const policy = z.object({ id: z.string(), name });

const accountKind = z.enum(['member', 'guest', 'service', 'emergency', 'synchronization']).meta({
  description:
    'A guess where Graph does not tell: service has a grant or the name of a program, emergency is a Global Administrator whom a policy leaves out by name.',
});

const coverageState = z
  .enum(['covered', 'way-round', 'excluded', 'report-only', 'not-covered', 'unknown', 'disabled'])
  .meta({
    description:
      'covered: MFA is wanted at every sign-in. way-round: only by policies with ways round. unknown is never taken for good.',
  });

const accountRow = z.object({
  id: z.string().meta({ description: 'The object id.' }),
  name,
  kind: accountKind,
  isEnabled: z.boolean().optional().meta({ description: 'Absent: Graph does not say.' }),
  isSynced: z.boolean().meta({ description: 'From a directory on premises.' }),
  isFederated: z.boolean().optional().meta({
    description: 'It signs in at an identity provider. Absent: domains could not be read.',
  }),
  isRegistered: z.boolean().optional().meta({
    description: 'A second factor is registered at Entra. Absent: unknown.',
  }),
  methods: z.array(z.string()).optional().meta({ description: 'Absent: unknown.' }),
  state: coverageState,
  coveredBy: z
    .array(
      z.discriminatedUnion('by', [
        z.object({ by: z.literal('security-defaults') }),
        z.object({ by: z.literal('per-user-mfa') }),
        z.object({ by: z.literal('policy'), policy }),
      ]),
    )
    .meta({
      description:
        'What asks it at every sign-in: `by` is security-defaults, per-user-mfa or policy, which has its `policy`.',
    }),
  waysRound: z.array(z.object({ policy, gaps: z.array(z.string()) })).meta({
    description: 'Policies that reach it and have ways round: ids of findings.',
  }),
  excludedBy: z.array(z.object({ policy, by: z.enum(['user', 'group', 'role', 'guest']) })),
  reportedBy: z.array(policy).meta({ description: 'Policies that only report.' }),
  grants: z.array(grantId),
  signInsWithoutMfa: count.optional().meta({ description: 'In seven days. Absent: unknown.' }),
  lastWithoutMfaAt: instant.optional(),
});

const accountCount = z.object({
  kind: accountKind,
  state: coverageState,
  count,
  registered: count.meta({ description: 'How many of them registered a second factor.' }),
  notRegistered: count,
  registrationUnknown: count,
});

const leftOut = count.meta({ description: 'How many more rows there would be.' });

const applicationRow = z.object({
  id: z.string(),
  name,
  total: count.meta({ description: 'Calls of Partner Center in somebody’s name, by Microsoft’s counts.' }),
  withoutMfa: count,
  percentWithMfa: z.number().min(0).max(100).optional().meta({
    description: 'One digit behind the point, rounded down. Absent: there were no calls.',
  }),
  lastWithoutMfaAt: instant.optional(),
  accounts: z.array(name).optional().meta({
    description: 'The first who called without MFA, of the newest 10,000 calls. Absent: unknown.',
  }),
});

/** Each is absent where its source could not be read; that is under `unread`. */
export const postureTables = z.object({
  accounts: z
    .object({
      total: count.meta({ description: 'Disabled ones too.' }),
      counts: z.array(accountCount).meta({ description: 'Of all accounts, by kind and state.' }),
      rows: z.array(accountRow).meta({
        description:
          'Those that can sign in, and of whom MFA is not known to be wanted, that are not known to have a second factor, or that signed in without MFA. The gravest first, at most 1,000.',
      }),
      leftOut,
    })
    .optional(),
  applications: z
    .object({
      rows: z.array(applicationRow).meta({ description: 'Those with the most calls without MFA first.' }),
      leftOut,
    })
    .optional(),
  methods: z
    .object({
      from: z.enum(['report', 'methods']).meta({
        description:
          'report: Microsoft’s report. methods: read of each account. Both are of enabled accounts, and have names of their own for methods.',
      }),
      rows: z.array(z.object({ method: z.string(), accounts: count })).meta({
        description: 'The most frequent first.',
      }),
      leftOut,
    })
    .optional(),
  portal: z
    .object({
      total: count,
      rows: z.array(z.object({ name, lastAt: instant.optional() })).meta({
        description: 'Who used Partner Center’s pages without MFA, the latest first.',
      }),
      leftOut,
    })
    .optional(),
});
