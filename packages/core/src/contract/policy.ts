import { z } from 'zod';
import { guid, resource, resourceName } from './wire.ts';

const everyOr = (what: string) =>
  z
    .union([z.literal('all'), z.array(guid).max(10_000)])
    .meta({ description: `\`all\`, or the tenant ids of the ${what}.` });

/** The name of a permission, without its resource. */
export const permission = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,127}$/)
  .meta({ description: 'A permission, such as User.Read.All.' });

/** What may be sent through the broker by a forward call. */
export const forwardMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What may be called through the broker. */
const allowedCalls = z.strictObject({
  resource: resourceName,
  methods: z.array(z.enum(forwardMethods)).min(1).max(5).default(['GET']),
  /** Letter by letter; the end of a prefix is the end of a part of the path. */
  paths: z
    .array(
      z
        .string()
        .max(512)
        .regex(/^(\/[A-Za-z0-9._~!$&'()*+,=:-]+)+$/),
    )
    .min(1)
    .max(100)
    .meta({ description: 'What a path may begin with, such as `/v1.0/users`.' }),
});

/** What a caller may have. What is not named is refused; the smallest is the default. */
export const policy = z.strictObject({
  partners: everyOr('partners'),
  customers: everyOr('customers').default([]),
  /** May it have tokens for the partner's own tenant, other than Partner Center's? */
  partnerTenant: z.boolean().default(false).meta({ description: 'Tokens for the partner’s own tenant too.' }),
  resources: z.array(resource).max(50),
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
  calls: z
    .array(allowedCalls)
    .max(50)
    .default([])
    .meta({ description: 'What it may call through the broker, without having a token.' }),
});

/** The calls through the broker that a caller may make. */
export type AllowedCalls = z.output<typeof allowedCalls>;
/** What a caller may have. What is not named is refused. */
export type Policy = z.output<typeof policy>;
