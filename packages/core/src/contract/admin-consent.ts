import { z } from 'zod';
import { adminConsentId, guid, instant, resource, tenant } from './wire.ts';

/** Permissions of one API. */
export const apiPermissions = z.object({
  resource,
  application: z.array(z.string()).meta({ description: 'Held by the application itself.' }),
  delegated: z.array(z.string()).meta({ description: 'Used in the name of an account.' }),
});

/** Whether a customer's tenant has consented, as a token showed it. */
export const adminConsent = z.object({
  id: adminConsentId,
  partner: tenant,
  customer: tenant,
  customerName: z.string().optional(),
  application: guid,
  state: z.enum(['proved', 'waiting', 'lagging']).meta({
    description:
      '`proved`: a token had all that is wanted today. `waiting`: not yet, and it is looked at again by itself. `lagging`: something is missing.',
  }),
  consentedAt: instant.meta({ description: 'When an administrator last came back with a yes.' }),
  resources: z
    .array(resource)
    .optional()
    .meta({ description: 'The APIs that are wanted here. Absent: all that are configured.' }),
  wanted: z.array(apiPermissions).meta({ description: 'As the configuration says today.' }),
  proved: z.array(apiPermissions).meta({ description: 'What tokens of this tenant had at the last look.' }),
  missing: z.array(apiPermissions),
  neverAsked: z.array(apiPermissions).meta({
    description: 'What is wanted today and was not when an administrator consented: they must consent again.',
  }),
  lookedAt: instant,
  nextLookAt: instant.optional().meta({ description: 'When it is looked at again by itself.' }),
  problem: z
    .object({
      resource,
      code: z.string(),
      aadsts: z.number().int().optional(),
      message: z.string(),
      remedy: z.string(),
    })
    .optional()
    .meta({ description: 'What the last look met first.' }),
  invite: z
    .string()
    .optional()
    .meta({ description: 'The command that makes a link for an administrator of this customer.' }),
});

/** Of a new invitation: a tenant by its id, or by a domain of it. */
export const tenantOrDomain = z.union([
  guid,
  z
    .string()
    .max(253)
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i)
    .transform((domain) => domain.toLowerCase()),
]);
