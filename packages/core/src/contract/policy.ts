import { z } from 'zod';

/** A GUID, made lower case. */
export const guid = z
  .guid()
  .transform((value) => value.toLowerCase())
  .meta({ description: 'A GUID.' });

const everyOr = (what: string) =>
  z
    .union([z.literal('all'), z.array(guid).max(10_000)])
    .meta({ description: `\`all\`, or the tenant ids of the ${what}.` });

/** A resource: one of the known names, or the identifier URI of an API. */
export const resource = z
  .string()
  .regex(/^([a-z][a-z-]{1,30}|https:\/\/[a-zA-Z0-9.:/_-]{1,240})$/)
  .meta({ description: 'partner-center, graph, arm, defender, or a resource URI.' });

/** What a caller may have. What is not named is refused; the smallest is the default. */
export const policy = z.strictObject({
  partners: everyOr('partners'),
  customers: everyOr('customers').default([]),
  /** May it have tokens for the partner's own tenant, other than Partner Center's? */
  partnerTenant: z.boolean().default(false).meta({ description: 'Tokens for the partner’s own tenant too.' }),
  resources: z.array(resource).min(1).max(50),
});

export type Policy = z.output<typeof policy>;
