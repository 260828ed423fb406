import { z } from 'zod';
import { grantId, instant, tenant } from './wire.ts';

const vaultName = z.enum(['database', 'key-vault']);

/** Which grants are meant: all, those of a partner, or one. */
export const grantScope = z.strictObject({ partner: tenant.optional(), grant: grantId.optional() });

/**
 * Where a copy of a refresh token goes: into a vault, or sealed to a key into the answer. Names of secrets that the broker itself gives are not taken, so that nobody can take
 * an exported secret for a stored one.
 */
export const exportRequest = z.strictObject({
  confirm: grantId.meta({ description: 'The id of the grant once more.' }),
  recipientKey: z.string().max(1000).optional().meta({
    description:
      'Instead of `vault`: the public half (PEM) of a recovery key of whoever is to have it. The answer is sealed to it.',
  }),
  vault: z
    .strictObject({
      url: z
        .url({ protocol: /^https$/ })
        .max(200)
        .meta({ description: 'https://NAME.vault.azure.net' }),
      tenant: tenant.optional().meta({
        description: 'Of the vault’s subscription; that of the configured Key Vault when left out.',
      }),
      secretName: z
        .string()
        .regex(/^(?!consentry-)[0-9a-z-]{1,127}$/i, 'is no name of a secret')
        .optional()
        .meta({
          description:
            'When left out, the secret is named and written as the official samples do it: the partner’s tenant id, without tags.',
        }),
    })
    .optional(),
});

export const exported = z.object({
  grant: grantId,
  secret: z.url().optional().meta({ description: 'The version of the secret that was written.' }),
  sealed: z
    .base64()
    .optional()
    .meta({ description: 'The file, sealed to the recipient’s key. Nothing else opens it.' }),
});

const refusal = z.object({ code: z.string(), message: z.string(), remedy: z.string() });

const vaultMove = z.object({
  startedAt: instant,
  endedAt: instant.optional().meta({ description: 'Absent while it runs.' }),
  into: vaultName,
  total: z.number().int().meta({ description: 'How many lay elsewhere when it began.' }),
  moved: z.number().int(),
  passed: z.number().int().meta({
    description: 'Those that were taken back, or moved by somebody else, before it was their turn.',
  }),
  failed: z.number().int(),
  failures: z
    .array(refusal.extend({ grant: grantId, partner: tenant }))
    .meta({ description: 'The first hundred. These grants are as they were.' }),
  stoppedBy: refusal.optional().meta({ description: 'What made it end early.' }),
});

/** Where refresh tokens lie, and how far a move has come. */
export const vaultStatus = z.object({
  into: vaultName.meta({ description: 'Where new refresh tokens go.' }),
  vaults: z.array(
    z.object({
      vault: vaultName,
      isConfigured: z.boolean().meta({ description: 'False: this broker cannot read what lies there.' }),
      grants: z.number().int().meta({ description: 'Grants that were not revoked.' }),
      revoked: z
        .number()
        .int()
        .meta({ description: 'Revoked ones are never moved: what is left of them waits to be purged.' }),
    }),
  ),
  left: z.number().int().meta({ description: 'How many are to be moved, of those that are meant.' }),
  move: vaultMove
    .optional()
    .meta({ description: 'The last move that was begun at this broker. Other replicas do not know of it.' }),
});
