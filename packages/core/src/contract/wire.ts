import { z } from 'zod';

/** Pieces of the wire format that several endpoints share. */

/** A GUID, made lower case. */
export const guid = z
  .guid()
  .transform((value) => value.toLowerCase())
  .meta({ description: 'A GUID.' });

/** A resource: one of the known names, or the identifier URI of an API. */
export const resource = z
  .string()
  .regex(/^([a-z][a-z-]{1,30}|https:\/\/[a-zA-Z0-9.:/_-]{1,240})$/)
  .meta({ description: 'partner-center, graph, arm, defender, or a resource URI.' });

/** A resource by its name. */
export const resourceName = z
  .string()
  .regex(/^[a-z][a-z-]{1,30}$/)
  .meta({ description: 'partner-center, graph, arm or defender.' });

/** An instant: RFC 3339 in UTC. */
export const instant = z.iso.datetime().meta({ description: 'RFC 3339, UTC.' });

/** A tenant by its GUID. */
export const tenant = guid.meta({ description: 'A tenant id (GUID).' });

/** What kind of partner a tenant is. */
export const partnerKind = z.enum([
  'direct-bill',
  'indirect-provider',
  'indirect-reseller',
  'advisor',
  'control-panel-vendor',
  'integration-account',
]);

const ownId = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9_-]{22}$`));

export const invitationId = ownId('inv');
export const grantId = ownId('gra');
export const adminConsentId = ownId('adm');
export const callerId = ownId('cal');
export const callerKeyId = ownId('key');
export const callerIdentityId = ownId('idt');
export const sweepId = ownId('swp');
export const postureReportId = ownId('pos');

/** Of a list: how many, and after which item. */
export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().max(64).optional(),
});

/** How something begins that is looked for; letters in either case. Postgres holds no text with a zero in it, and takes none. */
export const beginning = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .refine((text) => !text.includes('\0'), 'a character in it is no letter');

/** A list: `next` is there when more follow, and is the `after` of the next request. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

/** The body of every refusal. */
export const refusal = z.object({
  error: z.object({
    code: z.string().regex(/^[a-z][a-z_]{1,63}$/),
    message: z.string(),
    remedy: z.string(),
    retry: z.enum(['never', 'later', 'consent']),
    retryAfterMs: z.number().int().optional(),
    requestId: z.string(),
    facts: z.record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).readonly()]),
    ),
  }),
});

/** The body of every refusal. */
export type Refusal = z.output<typeof refusal>;

export const jsonBodyLimitBytes = 64 * 1024;

/** Of the body of a forward call. Graph and ARM take no more than 4 MB. */
export const forwardBodyLimitBytes = 16 * 1024 * 1024;
