import { z } from 'zod';
import type { AuditEvent } from '../audit.ts';
import {
  callerId,
  callerIdentityId,
  callerKeyId,
  grantId,
  guid,
  instant,
  invitationId,
  postureReportId,
  sweepId,
  tenant,
} from './wire.ts';

type FieldOf<Event> = Event extends Event ? keyof Event : never;

/** Every field that an event of some type has. One that is left out here does not compile. */
const fields = {
  requestId: z.string(),
  address: z.string(),
  /** Of the broker, or of a grant. */
  version: z.union([z.string(), z.number().int()]),
  invitation: invitationId,
  kind: z.enum(['approve', 'connect', 'customer']),
  way: z.enum(['browser', 'device-code', 'link', 'account']),
  role: z.string(),
  signInMfa: z.enum(['confirmed', 'unknown']),
  person: guid,
  result: z.enum(['pass', 'fail', 'probably']),
  cmdlet: z.enum(['pass', 'fail']),
  partner: tenant,
  tenant,
  expiresAt: instant,
  acceptsUnknownMfa: z.boolean(),
  code: z.string(),
  reason: z.string(),
  application: guid,
  grant: grantId,
  access: z.enum(['delegated', 'app-only']),
  subject: guid,
  mfa: z.enum(['confirmed', 'overridden']),
  amr: z.array(z.string()),
  from: z.string(),
  to: z.string(),
  state: z.string(),
  resource: z.string(),
  scopes: z.array(z.string()),
  fromCache: z.boolean(),
  caller: callerId,
  key: callerKeyId,
  identity: callerIdentityId,
  issuer: z.string(),
  claims: z.string(),
  policy: z.string(),
  name: z.string(),
  operation: z.string(),
  writer: z.string(),
  sequence: z.number().int(),
  ok: z.boolean(),
  breaks: z.number().int(),
  findings: z.number().int(),
  masterKey: z.string(),
  credentials: z.array(z.string()),
  recoveryKey: z.string(),
  takenAt: instant,
  store: z.string(),
  partnerKind: z.string(),
  held: z.number().int(),
  revoked: z.number().int(),
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  bytes: z.number().int(),
  attempts: z.number().int(),
  isMfaCompliant: z.boolean(),
  isGlobalAdministrator: z.boolean(),
  aadsts: z.number().int().meta({ description: 'Microsoft’s number.' }),
  act: z.enum(['revoke', 'purge', 'sign_out']),
  outcome: z.enum([
    'destroyed',
    'recoverable',
    'disabled',
    'proved',
    'granted',
    'skipped',
    'failed',
    'withdrawn',
  ]),
  vault: z.string(),
  sweep: sweepId,
  report: postureReportId,
  unread: z.number().int(),
  task: z.string(),
  params: z.string(),
  partners: z.array(tenant),
  customers: z.number().int(),
  dryRun: z.boolean(),
  done: z.number().int(),
  unknown: z.number().int(),
  failed: z.record(z.string(), z.number().int()),
  format: z.string(),
  secret: z.string().meta({ description: 'The name of a secret in a vault.' }),
} satisfies Record<Exclude<FieldOf<AuditEvent>, 'type' | 'at' | 'actor'>, z.ZodType>;

/** A record of the audit: which of the other fields it has follows from its type. */
export const auditRecord = z
  .object({ type: z.string(), at: instant, actor: z.string() })
  .extend(z.object(fields).partial().shape);

/** What a verification of the audit found. */
export const auditVerification = z.object({
  ok: z.boolean().meta({ description: 'True when nothing was found.' }),
  groups: z.number().int(),
  events: z.number().int(),
  breaks: z
    .array(
      z.object({
        reason: z.enum(['changed', 'missing', 'cut', 'head', 'key', 'order', 'index']),
        writer: z.string(),
        sequence: z.number().int(),
        at: instant.optional(),
      }),
    )
    .meta({ description: 'Where chains are not what was written; the first hundred.' }),
  breaksFound: z.number().int(),
  anchoredElsewhere: z
    .array(z.string())
    .meta({ description: 'Chains whose ends can be checked on another replica only.' }),
  findings: z
    .array(
      z.object({
        grant: grantId,
        partner: tenant,
        reason: z.enum(['rolled_back', 'not_sealed', 'revived']),
        recordedVersion: z.number().int().optional(),
        recordedState: z.enum(['consent_needed', 'held', 'revoked']).optional(),
        recordedAt: instant,
        storedVersion: z.number().int().optional(),
        storedState: z.enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked']).optional(),
      }),
    )
    .meta({
      description:
        'Grants of which the audit knows a newer version or state than the store; the first hundred.',
    }),
  findingsFound: z.number().int(),
});

/** A master key of the store. */
export const masterKeyUse = z.object({
  id: z.string(),
  seals: z.boolean().meta({ description: 'The first line of the file of this broker.' }),
  isHere: z.boolean().meta({ description: 'A line of the file of this broker.' }),
  isNeeded: z.boolean().meta({ description: 'Without it the store does not open.' }),
  hasSealed: z.boolean().meta({ description: 'It seals, or sealed once. Otherwise it waits for its turn.' }),
  maySealElsewhere: z
    .boolean()
    .meta({ description: 'Another broker sealed with it a short while ago, and may still do so.' }),
  sealed: z.object({
    refreshTokens: z.number().int(),
    verifiers: z.number().int(),
    accessTokens: z.number().int(),
    chainKeys: z.number().int(),
    sweepRows: z.number().int(),
    postureReports: z.number().int(),
  }),
});
