import { z } from 'zod';
import { guid, resource } from './wire.ts';

const everyOr = (what: string) =>
  z
    .union([z.literal('all'), z.array(guid).max(10_000)])
    .meta({ description: `\`all\`, or the tenant ids of the ${what}.` });

/** What a caller may have. What is not named is refused; the smallest is the default. */
export const policy = z.strictObject({
  partners: everyOr('partners'),
  customers: everyOr('customers').default([]),
  /** May it have tokens for the partner's own tenant, other than Partner Center's? */
  partnerTenant: z.boolean().default(false).meta({ description: 'Tokens for the partner’s own tenant too.' }),
  resources: z.array(resource).min(1).max(50),
  access: z
    .array(z.enum(['delegated', 'app-only']))
    .min(1)
    .default(['delegated'])
    .meta({
      description: 'For whom its tokens may speak: application and account, or the application alone.',
    }),
});

export type Policy = z.output<typeof policy>;
