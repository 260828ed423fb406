import { z } from 'zod';
import { grantId, instant, tenant } from './wire.ts';

const actor = z
  .enum(['caller', 'invited person', 'operator', 'partner administrator', 'customer administrator', 'nobody'])
  .meta({ description: 'Who must act.' });

const ending = z.object({
  id: z
    .string()
    .meta({ description: 'Of this cause at this thing: the same each time that it is looked at.' }),
  cause: z.enum(['inactivity', 'sign-in-frequency', 'credential', 'gdap']).meta({
    description: 'docs/forecast.md tells each. Names may be added.',
  }),
  at: instant.meta({ description: 'From then on it does not work.' }),
  isCertain: z.boolean().meta({
    description: 'False where a policy has conditions that cannot be seen from here: it may not be met.',
  }),
  about: z.string().optional().meta({
    description: 'The name of the policy, credential or customer, as somebody gave it.',
  }),
  customer: tenant.optional().meta({ description: 'Of `gdap`: only this customer is lost.' }),
  stops: z.string().meta({ description: 'What stops working.' }),
  explanation: z.string(),
  remedy: z.string(),
  actor,
  isRenewedByConsent: z.boolean().meta({
    description: 'True where the person who connected must sign in again: an invitation for the grant helps.',
  }),
});

const grantForecast = z.object({
  id: grantId,
  username: z.string().optional(),
  state: z.enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked']),
  earliest: ending.optional().meta({
    description:
      'The earliest end, a customer’s too. Absent where no cause has a date, or the grant is over.',
  }),
  ends: z.array(ending).meta({ description: 'Of the grant itself, the earliest first.' }),
  happened: z
    .object({
      code: z.string(),
      aadsts: z.int().optional().meta({ description: 'Microsoft’s number.' }),
      meaning: z.string(),
      remedy: z.string(),
      actor,
      since: instant.meta({
        description:
          'When a check, or a request, saw it first. It came about between that and the check before.',
      }),
      evidence: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
        .meta({ description: 'Numbers and ids of the answer, for Microsoft’s support.' }),
    })
    .optional()
    .meta({ description: 'What stopped it, without a date that anybody could have told.' }),
});

/** When the grants of a partner stop working, and of what. */
export const forecast = z.object({
  partner: tenant,
  at: instant,
  grants: z.array(grantForecast).meta({ description: 'The earliest end first.' }),
  customers: z.array(ending).meta({
    description: 'Customers that are lost, whatever grant they are reached by: the first thousand.',
  }),
  customersLeftOff: z.int().min(0),
  unread: z.array(z.object({ source: z.string(), code: z.string(), remedy: z.string() })).meta({
    description:
      'What could not be read. No end does not mean that there is none where something stands here.',
  }),
  checkedEveryMs: z.int().meta({
    description: 'How long an event without a date stays unnoticed at most: each grant is redeemed so often.',
  }),
});
