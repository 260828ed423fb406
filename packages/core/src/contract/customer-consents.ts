import { z } from 'zod';
import { guid, tenant } from './wire.ts';

/** Whose consent it is. */
const place = {
  partner: tenant,
  customer: tenant,
  application: guid.meta({
    description: 'The application that is consented to: that of the partner’s grant.',
  }),
};
const api = {
  resource: z.string().meta({ description: 'A name such as graph, or the application id of an API.' }),
  appId: guid.meta({ description: 'The application id of the API.' }),
};
const scopes = z.array(z.string()).readonly();
const knownBy = z.enum(['graph', 'tokens', 'nothing']).meta({
  description:
    'How it is known. `graph`: all that stands. `tokens`: the application may not read the directory there, so that only APIs of which tokens can tell are known. `nothing`: nothing is consented to, as far as it can be told.',
});
const failure = z.object({
  code: z.string(),
  failureClass: z.enum(['caller', 'retry', 'consent', 'tenant', 'admin', 'ours']),
  actor: z.string(),
  retry: z.enum(['never', 'later', 'consent']),
  message: z.string(),
  remedy: z.string(),
  facts: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).readonly()]),
  ),
});

/** What the application shall be consented to. Names are read by the broker, which says what was probably meant. */
export const wantedConsents = z
  .strictObject({
    applicationId: guid
      .optional()
      .meta({ description: 'The application that the list is written for. Another one is refused.' }),
    displayName: z.string().max(120).optional(),
    grants: z
      .array(
        z.strictObject({
          resource: z.string().max(256).meta({
            description: 'An API by its name (graph, arm, defender, exchange, …), application id or URI.',
          }),
          scopes: z.array(z.string().max(256)).max(200),
        }),
      )
      .max(50),
  })
  .meta({ examples: [{ grants: [{ resource: 'graph', scopes: ['User.Read.All', 'Directory.Read.All'] }] }] });

const listed = z.object({ ...api, scopes });

export const consentList = z.object({ ...place, knownBy, consents: z.array(listed).readonly() });

export const consentPlan = z.object({
  ...place,
  knownBy,
  grants: z
    .array(
      z.object({
        ...api,
        state: z.enum(['present', 'missing', 'unknown', 'resource_missing', 'not_wanted']),
        present: scopes,
        missing: scopes,
        extra: scopes,
      }),
    )
    .readonly(),
});

export const consentGrant = z.object({
  ...place,
  grants: z
    .array(
      z.object({
        ...api,
        scopes,
        did: z.enum(['created', 'existed', 'extended', 'nothing']),
        outcome: z.enum(['proved', 'granted', 'skipped', 'failed']).meta({
          description:
            '`proved`: a token carries it. `granted`: Microsoft took it, and nothing shows it yet. `skipped`: the tenant does not have the API.',
        }),
        failure: failure.optional(),
      }),
    )
    .readonly(),
});

export const consentWithdrawal = z.object({
  ...place,
  did: z.enum(['withdrawn', 'was_not_there']),
  outcome: z
    .enum(['proved', 'withdrawn'])
    .meta({ description: '`proved`: no token is given any more, for want of consent.' }),
  consents: z
    .array(listed)
    .readonly()
    .meta({ description: 'What stood before, as far as it could be read.' }),
  failure: failure.optional(),
});
