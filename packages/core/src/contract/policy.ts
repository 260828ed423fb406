import { z } from 'zod';
import { guid, resource } from './wire.ts';

const everyOr = (what: string) =>
  z
    .union([z.literal('all'), z.array(guid).max(10_000)])
    .meta({ description: `\`all\`, or the tenant ids of the ${what}.` });

/** The name of a permission, without its resource. */
export const permission = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,127}$/)
  .meta({ description: 'A permission, such as User.Read.All.' });

/** What a caller may have. What is not named is refused; the smallest is the default. */
export const policy = z.strictObject({
  partners: everyOr('partners'),
  customers: everyOr('customers').default([]),
  /** May it have tokens for the partner's own tenant, other than Partner Center's? */
  partnerTenant: z.boolean().default(false).meta({ description: 'Tokens for the partner’s own tenant too.' }),
  resources: z.array(resource).min(1).max(50),
  scopes: z
    .union([z.literal('all'), z.array(permission).min(1).max(50)])
    .default('all')
    .meta({
      description:
        '`all`, or the permissions that a token may carry. Requests must then name theirs, and a token that carries more is refused.',
    }),
  access: z
    .array(z.enum(['delegated', 'app-only']))
    .min(1)
    .default(['delegated'])
    .meta({
      description: 'For whom its tokens may speak: application and account, or the application alone.',
    }),
  rate: z
    .strictObject({
      perMinute: z
        .number()
        .int()
        .min(1)
        .max(6_000_000)
        .meta({ description: 'Requests a minute, at once or spread; counted by each replica for itself.' }),
    })
    .default({ perMinute: 6000 }),
});

export type Policy = z.output<typeof policy>;
