import { z } from 'zod';
import { callerId, grantId, instant, tenant } from './wire.ts';

/** What is left of the refresh tokens of a grant. @see Purged */
export const purgeState = z.object({
  at: instant,
  outcome: z.enum(['destroyed', 'recoverable', 'disabled', 'unfinished']).meta({
    description:
      '`destroyed`: nothing is left. `recoverable`: deleted, and can be recovered, disabled, for a while. `disabled`: it lies in the vault, disabled. `unfinished`: purge it again.',
  }),
  vault: z.string().optional().meta({ description: '`database`, or the name of the Key Vault.' }),
  secret: z.string().optional().meta({ description: 'The name of the secret in the Key Vault.' }),
  recoverableUntil: instant.optional(),
  missing: z
    .array(z.enum(['list', 'delete', 'purge', 'purge_protection']))
    .optional()
    .meta({ description: 'What kept more from being done: permissions on secrets, or purge protection.' }),
});

/** Whatever an operator has to do beside, or has to know. */
const left = z.object({
  code: z.enum([
    'access_tokens_live',
    'access_tokens_unknown',
    'application_goes_on',
    'backups_remain',
    'copies_exported',
    'consent_remains',
    'grants_remain',
    'invitations_open',
    'purge_unfinished',
    'refresh_token_kept',
    'secret_disabled',
    'secret_recoverable',
    'successors_live',
    'vault_not_asked',
    'versions_unknown',
  ]),
  text: z.string(),
  actor: z.enum(['operator', 'vault administrator', 'partner administrator', 'nobody']),
  until: instant.optional(),
  command: z.string().optional(),
  link: z.url().optional(),
});

/** What was taken back, and the truth about what is left. */
export const takenBack = z.object({
  act: z.enum(['revoke', 'purge', 'stop', 'resume']),
  scope: z.enum(['grant', 'partner', 'everything']),
  partner: tenant.optional(),
  at: instant,
  inForceAt: instant.meta({ description: 'From then on no replica hands out anything of it.' }),
  grants: z.array(
    z.object({
      id: grantId,
      partner: tenant,
      username: z.string().optional(),
      stateBefore: z.enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked']),
      purged: purgeState.optional(),
    }),
  ),
  tokens: z
    .array(
      z.object({
        caller: callerId,
        callerName: z.string().optional(),
        grant: grantId.optional(),
        access: z.enum(['delegated', 'app-only']),
        tenant,
        resource: z.string(),
        handedOut: z.number().int(),
        expiresAt: instant,
      }),
    )
    .meta({
      description: 'Access tokens that were handed out and are still valid; nobody can take them back.',
    }),
  left: z.array(left),
});

/** Something that the kill switch stopped. */
export const stop = z.object({
  scope: z.union([z.literal('everything'), tenant]),
  since: instant,
  reason: z.string(),
});
