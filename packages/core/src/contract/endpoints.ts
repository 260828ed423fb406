import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { auditPage, auditQuery } from './audit-query.ts';
import { auditVerification, masterKeyUse } from './audit-record.ts';
import {
  consentGrant,
  consentList,
  consentPlan,
  consentWithdrawal,
  wantedConsents,
} from './customer-consents.ts';
import { accountTestEnd, accountTestHandle, accountTestWay, startedAccountTest } from './account-test.ts';
import { adminConsent, tenantOrDomain } from './admin-consent.ts';
import {
  combinedPosture,
  combinedPostureQuery,
  postureOverview,
  postureOverviewQuery,
} from './combined-posture.ts';
import type { Endpoint } from './endpoint.ts';
import { diagnosis } from './diagnosis.ts';
import { forecast } from './forecast.ts';
import { identity } from './identity.ts';
import { invitation, invitationQuery } from './invitations.ts';
import { overview } from './overview.ts';
import {
  customerList,
  customerQuery,
  customersRead,
  customerWhole,
  ofPartner,
  partnerList,
  partnerQuery,
  partnerWhole,
  saidOfMfa,
} from './partners.ts';
import { type forwardMethods, policy } from './policy.ts';
import { postureParams, postureReport, postureReportParams, postureRun, postureSummary } from './posture.ts';
import { reach, reachQuery } from './reach.ts';
import { effectiveSettings } from './settings.ts';
import {
  sweep,
  sweepBodyLimitBytes,
  sweepIdParams,
  sweepItem,
  sweepItemQuery,
  sweepPage,
  sweepRequest,
  sweepRowFormat,
  sweepWithCauses,
} from './sweeps.ts';
import { purgeState, stop, takenBack } from './taken-back.ts';
import { exported, exportRequest, grantScope, vaultStatus } from './vault.ts';
import {
  adminConsentId,
  beginning,
  callerId,
  callerIdentityId,
  callerKeyId,
  forwardBodyLimitBytes,
  grantId,
  guid,
  instant,
  invitationId,
  jsonBodyLimitBytes,
  listOf,
  page,
  partnerKind,
  resource,
  resourceName,
  tenant,
} from './wire.ts';

const json = <Schema extends z.ZodType>(schema: Schema) =>
  ({ contentType: 'application/json', maxBytes: jsonBodyLimitBytes, schema }) as const;

/** What the token endpoint may lead to, whatever is asked of it. */
const tokenEndpointErrors = [
  'client_credential',
  'client_request',
  'idp_unreachable',
  'idp_timeout',
  'idp_answer_lost',
  'proxy_error',
  'idp_tls',
  'idp_protocol',
  'idp_redirect',
  'idp_too_large',
  'idp_bad_response',
  'idp_unavailable',
  'idp_throttled',
  'idp_loop',
  'idp_unknown_error',
] as const satisfies readonly ErrorCode[];

/** What a vault may lead to, whatever is asked of it. */
const vaultErrors = [
  'vault_unavailable',
  'vault_throttled',
  'vault_denied',
  'vault_bad_response',
] as const satisfies readonly ErrorCode[];

/** What a flow that a person was sent through may lead to. */
const flowErrors = [
  'state_unknown',
  'state_used',
  'state_expired',
  'browser_mismatch',
  'consent_declined',
  'consent_failed',
  'invitation_not_found',
  'invitation_expired',
  'invitation_spent',
  'invitation_revoked',
  'stopped',
  'policies_unconfirmed',
  'audit_unavailable',
  // Of the verifier, which is sealed.
  'key_mismatch',
  'secret_unreadable',
] as const satisfies readonly ErrorCode[];

/** What may stand between a caller and a token of a grant. */
const grantErrors = [
  'stopped',
  'grant_revoked',
  'wrong_tenant_for_resource',
  'not_offered_to_resellers',
  'unknown_resource',
  'policy_denied',
  'partner_not_found',
  'grant_held',
  'consent_needed',
  'step_up_needed',
  'admin_needed',
  'ca_blocked',
  'tenant_setup',
  ...tokenEndpointErrors,
  'secret_missing',
  'secret_unreadable',
  'secret_deleted',
  'secret_disabled',
  'vault_not_configured',
  'key_mismatch',
  ...vaultErrors,
  'audit_unavailable',
] as const satisfies readonly ErrorCode[];

/** What a token may be refused with, whichever way it is asked for. */
const tokenErrors = [
  'scopes_beyond_policy',
  'app_only_refused',
  'force_limited',
  ...grantErrors,
] as const satisfies readonly ErrorCode[];

/** One method of the forward calls: a call to an API of Microsoft, made by the broker with a token of its own. */
const forward = (method: (typeof forwardMethods)[number], summary: string) =>
  ({
    summary,
    method,
    path: '/v1/call/{api}/{path...}',
    listener: 'api',
    role: 'caller',
    audit: ['call.forwarded', 'call.answered', 'call.refused'],
    params: z.strictObject({ api: resourceName }),
    headers: z.object({ 'consentry-partner': tenant, 'consentry-customer': tenant.optional() }),
    response: 'stream',
    errors: ['path_refused', ...grantErrors, 'api_throttled', 'api_unavailable', 'api_bad_response'],
  }) as const satisfies Endpoint;

const ofCustomer = z.strictObject({ partner: tenant, customer: tenant });

/** What asking about consent in a customer's tenant may lead to. */
const customerConsentErrors = [
  'partner_tenant_refused',
  ...grantErrors,
  'api_unauthorized',
  'api_mfa_required',
  'api_forbidden',
  'api_not_found',
  'api_throttled',
  'api_unavailable',
  'api_bad_response',
  'api_refused',
] as const satisfies readonly ErrorCode[];

const passedOn = { contentType: 'any', maxBytes: forwardBodyLimitBytes } as const;

/** Text that people will read, on one line: no control characters, and none that turn the direction of writing. */
const line = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(
      /^[^\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u,
      'holds characters that cannot be shown',
    );

const byGrant = z.strictObject({ id: grantId });

/** 32 bytes that nobody can guess. */
const handleText = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const handle = z.strictObject({ handle: handleText });

const callerKey = z.object({
  id: callerKeyId,
  createdAt: instant,
  expiresAt: instant.optional().meta({ description: 'From then on it does not work.' }),
});

const callerIdentity = z.object({
  id: callerIdentityId,
  issuer: z.string(),
  claims: z.record(z.string(), z.string()),
  createdAt: instant,
});

const caller = z.object({
  id: callerId,
  name: z.string(),
  policy,
  createdAt: instant,
  keys: z.array(callerKey).meta({ description: 'Those that were not removed, the oldest first.' }),
  identities: z.array(callerIdentity).meta({ description: 'Whose tokens it may present, the oldest first.' }),
});

const grant = z.object({
  id: grantId,
  partner: tenant,
  partnerKind: partnerKind.optional().meta({ description: 'As the operator said. Absent: nobody did.' }),
  subject: guid,
  username: z.string().optional(),
  displayName: z.string().optional(),
  application: guid,
  isPublicClient: z.boolean().meta({
    description:
      'True for a grant by device code: its application has no credential, so who has its refresh token can use it.',
  }),
  state: z.enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked']),
  stateReason: z.string(),
  stateSince: instant,
  amr: z.array(z.string()),
  mfa: z.enum(['confirmed', 'overridden']),
  scopes: z.array(z.string()),
  version: z.number().int(),
  consentedAt: instant.meta({ description: 'Of an import: when it was imported.' }),
  sealedAt: instant,
  /** When the refresh token is forgotten if nobody uses it; keep-alive does, long before. */
  refreshTokenEndsAt: instant,
  purged: purgeState.optional(),
});

/** Of an account that has not proved anything yet. */
const saidOfAccount = {
  partner: tenant,
  accountId: guid.optional().meta({ description: 'The object id of the account that it must be.' }),
  acceptsUnknownMfa: z.boolean().default(false),
};

/** What may be wrong with a grant that comes without an invitation. */
const proofErrors = [
  'id_token_invalid',
  'discovery_rejected',
  'wrong_tenant',
  'wrong_account',
  'mfa_missing',
  'mfa_unknown',
  'grant_revoked',
  'stopped',
  'policies_unconfirmed',
  'step_up_needed',
  'admin_needed',
  'ca_blocked',
  'tenant_setup',
  ...tokenEndpointErrors,
  'secret_deleted',
  'secret_too_large',
  ...vaultErrors,
  'audit_unavailable',
] as const satisfies readonly ErrorCode[];

const eventLoop = z.enum(['ok', 'late']);
/** A key that was just made: shown once. */
const shownKey = z.string().meta({ description: 'The key itself. It is not shown again.' });
/** What one code means. */
const explanation = z.object({
  code: z.string().meta({ description: 'As its source writes it.' }),
  source: z
    .enum(['consentry', 'entra', 'oauth', 'partner-center', 'graph', 'arm', 'defender'])
    .meta({ description: 'Whose word it is.' }),
  errorCode: z.string().meta({ description: 'The code of the broker that it leads to.' }),
  whatHappened: z.string(),
  cause: z.string().optional(),
  failureClass: z.enum(['caller', 'retry', 'consent', 'tenant', 'admin', 'ours']),
  actor: z.string().meta({ description: 'Who must act.' }),
  retry: z.enum(['never', 'later', 'consent']),
  remedy: z.string(),
  link: z.url().optional().meta({ description: 'Microsoft’s own page.' }),
  checkedAt: z.string().optional().meta({ description: 'When it was compared with Microsoft’s list.' }),
});

/** A credential of our application. */
const ownCredential = z.object({
  name: z
    .string()
    .meta({ description: 'The setting that names its file, and of several in one file the place.' }),
  kind: z.enum(['secret', 'certificate']),
  thumbprint: z
    .string()
    .optional()
    .meta({ description: 'SHA-1 in hexadecimal, as Microsoft’s portals show it.' }),
  endsAt: instant.optional(),
  state: z.enum(['serving', 'ready', 'refused', 'retiring']).meta({
    description: 'retiring: it is not used any more, and requests are still under way with it.',
  }),
  acceptedAt: instant.optional().meta({
    description: 'When this broker got its first token for it since it read it. Absent: never yet.',
  }),
});

const ownCredentials = z.object({
  application: guid,
  items: z
    .array(ownCredential)
    .meta({ description: 'In the order in which they are tried, and after them those that retire.' }),
  problems: z.array(z.object({ name: z.string(), problem: z.string(), remedy: z.string() })).meta({
    description: 'What keeps the files, as they are now, from being used. What was read before goes on.',
  }),
});

const examplePartner = '11111111-2222-4333-8444-555555555555';
const exampleCustomer = '66666666-7777-4888-8999-aaaaaaaaaaaa';
const exampleIdentity = {
  issuer: 'https://token.actions.githubusercontent.com',
  claims: { sub: 'repo:contoso/reports:environment:production', repository_id: '123456789' },
};
const examplePolicy = { partners: [examplePartner], customers: [exampleCustomer], resources: ['graph'] };

/** The HTTP API of the broker. Every route, and every client of ours, comes from this table. */
export const endpoints = {
  acquireToken: {
    summary:
      'Gives an access token for the partner’s tenant or one customer’s: of the partner’s grant, or of the application alone.',
    method: 'POST',
    path: '/v1/tokens',
    listener: 'api',
    role: 'caller',
    audit: ['token.issued', 'token.refused'],
    body: json(
      z
        .strictObject({
          partner: tenant,
          customer: tenant.optional(),
          resource,
          access: z.enum(['delegated', 'app-only']).default('delegated').meta({
            description:
              'For whom the token speaks: `delegated`, application and account; `app-only`, the application alone, with every permission that the tenant consented to.',
          }),
          scopes: z.array(z.string().min(1).max(128)).max(50).optional(),
          minimumLifetimeMs: z
            .number()
            .int()
            .min(0)
            .max(30 * 60 * 1000)
            .optional()
            .meta({ description: 'The token lives at least this long; at most half of its life is heeded.' }),
          force: z.boolean().optional().meta({
            description:
              'A new token now, whatever is cached, and also where the last refusal still rests. Once a minute for a target.',
          }),
        })
        .meta({
          examples: [
            { partner: examplePartner, customer: exampleCustomer, resource: 'graph' },
            { partner: examplePartner, resource: 'partner-center' },
          ],
        }),
    ),
    response: {
      status: 200,
      schema: z.object({
        accessToken: z.string(),
        tokenType: z.literal('Bearer'),
        expiresAt: instant,
        access: z.enum(['delegated', 'app-only']),
        tenant,
        resource: z.string(),
        scopes: z.array(z.string()),
        missingScopes: z
          .array(z.string())
          .meta({ description: 'Of the scopes that were asked for, those that were not granted.' }),
        fromCache: z.boolean(),
        baseUrl: z.url().meta({ description: 'Where the token may be sent.' }),
        cloud: z.string(),
      }),
    },
    errors: tokenErrors,
  },
  callGet: forward('GET', 'Reads from an API, for the partner’s tenant or one customer’s.'),
  callPost: { ...forward('POST', 'Posts to an API. It is never sent twice.'), body: passedOn },
  callPut: { ...forward('PUT', 'Puts to an API.'), body: passedOn },
  callPatch: { ...forward('PATCH', 'Changes something of an API.'), body: passedOn },
  callDelete: forward('DELETE', 'Deletes something of an API.'),
  createInvitation: {
    summary:
      'Makes an invitation for one person of one partner, or of a customer; for a grant, for the same account, with the claims challenge that a tenant answered it.',
    method: 'POST',
    path: '/v1/invitations',
    listener: 'api',
    role: 'operator',
    audit: ['invitation.created'],
    body: json(
      z
        .strictObject({
          kind: z.enum(['connect', 'approve', 'customer']).default('connect').meta({
            description:
              '`connect`: an account of the partner gives a grant. `approve`: an administrator of the partner approves the application. `customer`: an administrator of a customer consents for the customer’s whole tenant.',
          }),
          partner: tenant.optional().meta({
            description:
              'Needed unless `grant` is named. Of a customer: who works for it, also where it is no partner of Microsoft’s; no grant of it is needed.',
          }),
          partnerName: line(1, 120).optional(),
          partnerKind: partnerKind.optional().meta({
            description:
              'What kind of partner it is, for the report of posture. An `indirect-reseller` is asked for permissions to read at Microsoft Graph alone, for Microsoft gives resellers no API of Partner Center. With `grant`: as that says, unless it is named. Not with `customer`.',
          }),
          grant: grantId.optional().meta({
            description:
              'Invites the account of this grant again. Partner, account and challenge follow from it; only with `connect`.',
          }),
          account: line(3, 320).optional(),
          accountId: guid.optional(),
          acceptsUnknownMfa: z.boolean().default(false),
          customer: tenant.optional().meta({
            description:
              'With `customer`: the tenant that must consent. Left out: whoever signs in says it, by a signed id_token.',
          }),
          customerName: line(1, 120).optional(),
          allowed: z.array(tenantOrDomain).min(1).max(50).optional().meta({
            description:
              'With `customer`, where the tenant is left out: one of these. A domain is resolved to its tenant now.',
          }),
          resources: z.array(resource).min(1).max(20).optional().meta({
            description:
              'With `customer`: the APIs that are wanted. Left out: all of adminConsent.permissions.',
          }),
          lifetimeMs: z
            .number()
            .int()
            .min(60_000)
            .max(30 * 24 * 60 * 60 * 1000)
            .optional(),
        })
        .meta({
          examples: [
            { partner: examplePartner, partnerName: 'Contoso' },
            { kind: 'customer', partner: examplePartner, customer: exampleCustomer },
          ],
        }),
    ),
    response: {
      status: 201,
      schema: z.object({
        id: invitationId,
        kind: z.enum(['connect', 'approve', 'customer']),
        partner: tenant,
        url: z.url(),
        expiresAt: instant,
        challengedBy: tenant
          .optional()
          .meta({ description: 'The tenant whose claims challenge the link carries.' }),
      }),
    },
    errors: [
      'grant_not_found',
      'stopped',
      'admin_consent_off',
      'domain_unknown',
      'idp_unreachable',
      'idp_timeout',
      'proxy_error',
      'idp_tls',
      'idp_protocol',
      'idp_redirect',
      'idp_too_large',
      'idp_bad_response',
      'idp_unavailable',
      'idp_throttled',
      'audit_unavailable',
    ],
  },
  listInvitations: {
    summary: 'Lists the invitations, the newest first, without their links.',
    method: 'GET',
    path: '/v1/invitations',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    query: invitationQuery,
    response: { status: 200, schema: listOf(invitation) },
    errors: ['store_unavailable'],
  },
  revokeInvitation: {
    summary: 'Takes an invitation back that was not used: from now on its link opens nothing.',
    method: 'POST',
    path: '/v1/invitations/{id}/revoke',
    listener: 'api',
    role: 'operator',
    audit: ['invitation.revoked'],
    params: z.strictObject({ id: invitationId }),
    response: { status: 200, schema: invitation },
    errors: [
      'invitation_not_found',
      'invitation_spent',
      'invitation_revoked',
      'audit_unavailable',
      'store_unavailable',
    ],
  },
  getOverview: {
    summary:
      'Says how everything stands: grants by state, what ends next, evidence of MFA, the tokens of a day.',
    method: 'GET',
    path: '/v1/overview',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It counts, and changes nothing.' },
    response: { status: 200, schema: overview },
    errors: ['store_unavailable'],
  },
  listPartners: {
    summary: 'Lists the partners that were invited or gave a grant, by name, and how each stands.',
    method: 'GET',
    path: '/v1/partners',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    query: partnerQuery,
    response: { status: 200, schema: partnerList },
    errors: ['store_unavailable'],
  },
  getPartner: {
    summary: 'Says what is known of one partner: its grants, approvals, customers, stop and newest report.',
    method: 'GET',
    path: '/v1/partners/{partner}',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    params: ofPartner,
    response: {
      status: 200,
      schema: partnerWhole.extend({
        grants: z.array(
          grant.extend({
            mfaAtPartnerCenter: saidOfMfa
              .optional()
              .meta({ description: 'What Partner Center said of its calls. Absent: nothing yet.' }),
          }),
        ),
      }),
    },
    errors: ['partner_not_found', 'store_unavailable'],
  },
  listCustomers: {
    summary:
      'Lists the customers of a partner that are known, by name: for which APIs a token can be had, their consent, and how the last sweep ended.',
    method: 'GET',
    path: '/v1/partners/{partner}/customers',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It says what was seen; no token leaves.' },
    params: ofPartner,
    query: customerQuery,
    response: { status: 200, schema: customerList },
    errors: ['partner_not_found', 'store_unavailable'],
  },
  getCustomer: {
    summary: 'Says what is known of one customer, and when each of its APIs began to work, or stopped.',
    method: 'GET',
    path: '/v1/partners/{partner}/customers/{customer}',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It says what was seen; no token leaves.' },
    params: ofCustomer,
    response: { status: 200, schema: customerWhole },
    errors: ['customer_not_found', 'store_unavailable'],
  },
  readCustomers: {
    summary:
      'Reads the list of a partner’s customers at Partner Center, so that they are known; may take a minute.',
    method: 'POST',
    path: '/v1/partners/{partner}/customers/read',
    listener: 'api',
    role: 'operator',
    audit: ['customers.read'],
    params: ofPartner,
    response: { status: 200, schema: customersRead },
    errors: [
      ...grantErrors,
      'api_unauthorized',
      'api_mfa_required',
      'api_forbidden',
      'api_not_found',
      'api_throttled',
      'api_unavailable',
      'api_bad_response',
      'api_refused',
      'store_unavailable',
    ],
  },
  listAdminConsents: {
    summary:
      'Lists which customers’ administrators consented, what tokens proved of it, and what is missing.',
    method: 'GET',
    path: '/v1/admin-consents',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    query: page.extend({
      lagging: z
        .enum(['true', 'false'])
        .transform((word) => word === 'true')
        .optional()
        .meta({ description: 'Only those in the state `lagging`. A page may then hold fewer than `limit`.' }),
    }),
    response: { status: 200, schema: listOf(adminConsent) },
    errors: ['store_unavailable'],
  },
  checkAdminConsent: {
    summary: 'Proves a customer’s consent anew, by tokens that are asked for now.',
    method: 'POST',
    path: '/v1/admin-consents/{id}/check',
    listener: 'api',
    role: 'operator',
    audit: ['customer.checked'],
    params: z.strictObject({ id: adminConsentId }),
    response: { status: 200, schema: adminConsent },
    errors: [
      'admin_consent_not_found',
      'stopped',
      'policies_unconfirmed',
      'audit_unavailable',
      'store_unavailable',
    ],
  },
  listGrants: {
    summary: 'Lists the grants, without anything secret.',
    method: 'GET',
    path: '/v1/grants',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    query: page,
    response: {
      status: 200,
      schema: listOf(grant),
    },
    errors: [],
  },
  importGrant: {
    summary:
      'Takes a refresh token of another tool over: it is redeemed at once, and stored only if tenant, account and MFA are proven.',
    method: 'POST',
    path: '/v1/grants/import',
    listener: 'api',
    role: 'operator',
    audit: ['grant.imported', 'import.refused'],
    body: json(
      z
        .strictObject({
          ...saidOfAccount,
          refreshToken: z.string().meta({ description: 'Issued to the application of this broker.' }),
          replaces: z
            .boolean()
            .default(false)
            .meta({ description: 'Also where there is a grant of this account that still works.' }),
        })
        .meta({ examples: [{ partner: examplePartner, refreshToken: 'the value of refresh_token' }] }),
    ),
    response: {
      status: 201,
      schema: grant.extend({
        isRenewed: z.boolean().meta({ description: 'There was a grant of this account before.' }),
      }),
    },
    errors: [
      'not_a_refresh_token',
      'refresh_token_foreign',
      'refresh_token_dead',
      'grant_exists',
      ...proofErrors,
    ],
  },
  startDeviceCode: {
    summary:
      'Starts a sign-in by device code, for the operator’s own terminal. Off unless a public registration is configured.',
    method: 'POST',
    path: '/v1/device-codes',
    listener: 'api',
    role: 'operator',
    audit: ['device_code.started'],
    body: json(z.strictObject(saidOfAccount).meta({ examples: [{ partner: examplePartner }] })),
    response: {
      status: 201,
      schema: z.object({
        handle: z
          .string()
          .meta({ description: 'Finishes this sign-in, with the operator key. It is not shown again.' }),
        userCode: z.string().meta({ description: 'To be typed at the page. Never send it to anybody.' }),
        verificationUrl: z.url(),
        expiresAt: instant,
        intervalMs: z
          .number()
          .int()
          .meta({ description: 'How long to wait between two attempts to finish.' }),
      }),
    },
    errors: [
      'device_code_off',
      'device_codes_waiting',
      'stopped',
      'policies_unconfirmed',
      ...tokenEndpointErrors,
      'tenant_setup',
      'audit_unavailable',
    ],
  },
  finishDeviceCode: {
    summary: 'Asks whether the person has signed in; if so, and all is proven, seals the grant.',
    method: 'POST',
    path: '/v1/device-codes/finish',
    listener: 'api',
    role: 'operator',
    audit: ['grant.sealed', 'consent.refused'],
    body: json(
      z
        .strictObject({ handle: handleText })
        .meta({ examples: [{ handle: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFG' }] }),
    ),
    response: {
      status: 200,
      schema: z.object({
        status: z.enum(['pending', 'connected']),
        intervalMs: z
          .number()
          .int()
          .optional()
          .meta({ description: 'While it is pending: when to ask again.' }),
        grant: grant.optional().meta({ description: 'Once it is connected.' }),
      }),
    },
    errors: [
      'device_code_off',
      'device_code_not_found',
      'device_code_expired',
      'consent_declined',
      'consent_failed',
      'refresh_token_missing',
      ...proofErrors,
    ],
  },
  startAccountTest: {
    summary:
      'Asks an account to sign in, so that it is seen whether that takes MFA. Nothing is kept of it but a record.',
    method: 'POST',
    path: '/v1/account-tests',
    listener: 'api',
    role: 'operator',
    audit: ['account_test.started'],
    body: json(
      z
        .strictObject({
          tenant: tenant.meta({ description: 'Whose account it is: a partner’s, or of any other tenant.' }),
          way: accountTestWay.default('browser'),
          account: line(3, 320).optional().meta({
            description:
              'Of a browser: the user name that the sign-in page fills in. Another one does not count for it; who must be certain names `accountId`.',
          }),
          accountId: guid.optional().meta({ description: 'The object id of the account that it must be.' }),
        })
        .meta({ examples: [{ tenant: examplePartner }, { tenant: examplePartner, way: 'device-code' }] }),
    ),
    response: { status: 201, schema: startedAccountTest },
    errors: [
      'device_code_off',
      'device_codes_waiting',
      'stopped',
      'policies_unconfirmed',
      ...tokenEndpointErrors,
      'tenant_setup',
      'audit_unavailable',
    ],
  },
  finishAccountTest: {
    summary: 'Asks how a test of an account ended: whether it signed in with MFA, and if not, why.',
    method: 'POST',
    path: '/v1/account-tests/finish',
    listener: 'api',
    role: 'operator',
    audit: ['account.tested', 'consent.refused'],
    body: json(
      z
        .strictObject({ handle: accountTestHandle })
        .meta({ examples: [{ handle: 'inv_AAAAAAAAAAAAAAAAAAAAAA' }] }),
    ),
    response: { status: 200, schema: accountTestEnd },
    errors: [
      'account_test_not_found',
      'account_test_expired',
      'device_code_off',
      'device_code_expired',
      'consent_declined',
      'consent_failed',
      'id_token_invalid',
      'discovery_rejected',
      'wrong_tenant',
      'wrong_account',
      'stopped',
      'policies_unconfirmed',
      'consent_needed',
      'step_up_needed',
      'admin_needed',
      'ca_blocked',
      'tenant_setup',
      ...tokenEndpointErrors,
      'audit_unavailable',
      'store_corrupt',
    ],
  },
  revokeGrant: {
    summary:
      'Takes a grant back: from now on nothing of it is handed out. Its refresh token stays in the vault.',
    method: 'POST',
    path: '/v1/grants/{id}/revoke',
    listener: 'api',
    role: 'operator',
    audit: ['grant.take_back', 'grant.state_changed'],
    params: byGrant,
    response: { status: 200, schema: takenBack },
    errors: ['grant_not_found', 'audit_unavailable'],
  },
  purgeGrant: {
    summary:
      'Takes a grant back and its refresh token away: every version, every cache, every replica. Says what is left.',
    method: 'POST',
    path: '/v1/grants/{id}/purge',
    listener: 'api',
    role: 'operator',
    audit: ['grant.take_back', 'grant.state_changed', 'grant.purged'],
    params: byGrant,
    response: { status: 200, schema: takenBack },
    errors: ['grant_not_found', ...vaultErrors, 'vault_not_configured', 'audit_unavailable'],
  },
  signOutGrant: {
    summary:
      'Has Microsoft end every session of the account, with every refresh token that it ever got, of whatever program; then takes the grant back.',
    method: 'POST',
    path: '/v1/grants/{id}/sign-out',
    listener: 'api',
    role: 'operator',
    audit: ['grant.take_back', 'grant.signed_out', 'grant.state_changed'],
    params: byGrant,
    response: { status: 200, schema: takenBack },
    errors: [
      'grant_not_found',
      ...grantErrors,
      'api_unauthorized',
      'api_mfa_required',
      'api_forbidden',
      'api_not_found',
      'api_throttled',
      'api_unavailable',
      'api_bad_response',
      'api_refused',
    ],
  },
  revokeGrants: {
    summary: 'Takes every grant of a partner back, or every grant, at once.',
    method: 'POST',
    path: '/v1/revocations',
    listener: 'api',
    role: 'operator',
    audit: ['grants.take_back', 'grant.state_changed'],
    body: json(
      z
        .union([z.strictObject({ partner: tenant }), z.strictObject({ everything: z.literal(true) })])
        .meta({ examples: [{ partner: examplePartner }, { everything: true }] }),
    ),
    response: { status: 200, schema: takenBack },
    errors: ['audit_unavailable'],
  },
  listCustomerConsents: {
    summary: 'Lists what the application is consented to in a customer’s tenant.',
    method: 'GET',
    path: '/v1/partners/{partner}/customers/{customer}/consents',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It changes nothing, and no token leaves.' },
    params: ofCustomer,
    response: { status: 200, schema: consentList },
    errors: customerConsentErrors,
  },
  planCustomerConsents: {
    summary: 'Compares what the application is consented to in a customer’s tenant with what is wanted.',
    method: 'POST',
    path: '/v1/partners/{partner}/customers/{customer}/consents/plan',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It changes nothing, and no token leaves.' },
    params: ofCustomer,
    body: json(wantedConsents),
    response: { status: 200, schema: consentPlan },
    errors: ['consents_invalid', ...customerConsentErrors],
  },
  grantCustomerConsents: {
    summary:
      'Consents, in the partner’s name, to what is wanted and does not stand in a customer’s tenant, and proves it by tokens; may take two minutes.',
    method: 'POST',
    path: '/v1/partners/{partner}/customers/{customer}/consents',
    listener: 'api',
    role: 'operator',
    audit: ['customer_consent.grant', 'customer_consent.granted', 'customer_consent.refused'],
    params: ofCustomer,
    body: json(wantedConsents),
    response: { status: 200, schema: consentGrant },
    errors: ['consents_invalid', ...customerConsentErrors],
  },
  withdrawCustomerConsents: {
    summary:
      'Withdraws everything that the application is consented to in a customer’s tenant, and proves it by tokens; may take two minutes.',
    method: 'DELETE',
    path: '/v1/partners/{partner}/customers/{customer}/consents',
    listener: 'api',
    role: 'operator',
    audit: ['customer_consent.withdraw', 'customer_consent.withdrawn', 'customer_consent.refused'],
    params: ofCustomer,
    response: { status: 200, schema: consentWithdrawal },
    errors: customerConsentErrors,
  },
  listStops: {
    summary: 'Lists what the kill switch stopped.',
    method: 'GET',
    path: '/v1/stops',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    response: { status: 200, schema: z.object({ items: z.array(stop) }) },
    errors: [],
  },
  setStop: {
    summary:
      'The kill switch of a partner, or of everything: nothing is redeemed or handed out until it is let go on. Nothing is lost.',
    method: 'POST',
    path: '/v1/stops',
    listener: 'api',
    role: 'operator',
    audit: ['stop.set'],
    body: json(
      z
        .union([
          z.strictObject({ partner: tenant, reason: line(0, 200).default('') }),
          z.strictObject({ everything: z.literal(true), reason: line(0, 200).default('') }),
        ])
        .meta({
          examples: [{ partner: examplePartner, reason: 'A laptop was stolen' }, { everything: true }],
        }),
    ),
    response: { status: 200, schema: takenBack },
    errors: ['audit_unavailable'],
  },
  liftStop: {
    summary: 'Lets a partner, or everything, go on. What was revoked meanwhile stays so.',
    method: 'DELETE',
    path: '/v1/stops/{scope}',
    listener: 'api',
    role: 'operator',
    audit: ['stop.lifted'],
    params: z.strictObject({ scope: z.union([z.literal('everything'), tenant]) }),
    response: { status: 200, schema: takenBack },
    errors: ['not_stopped', 'audit_unavailable'],
  },
  exportGrant: {
    summary:
      'Writes a copy of a grant’s refresh token into another Key Vault, or seals it to a key. It stands in no answer in clear; the grant goes on as before.',
    method: 'POST',
    path: '/v1/grants/{id}/export',
    listener: 'api',
    role: 'operator',
    audit: ['grant.exported'],
    params: z.strictObject({ id: grantId }),
    body: json(
      exportRequest.meta({
        examples: [
          {
            confirm: 'gra_AAAAAAAAAAAAAAAAAAAAAA',
            vault: { url: 'https://contoso-partner.vault.azure.net', secretName: 'contoso-partner' },
          },
        ],
      }),
    ),
    response: { status: 200, schema: exported },
    errors: [
      'not_confirmed',
      'export_refused',
      'grant_not_found',
      'stopped',
      'policies_unconfirmed',
      'grant_held',
      'grant_revoked',
      'consent_needed',
      'secret_missing',
      'secret_unreadable',
      'secret_deleted',
      'secret_disabled',
      'secret_too_large',
      'vault_not_configured',
      'key_mismatch',
      ...vaultErrors,
      'audit_unavailable',
      'store_unavailable',
    ],
  },
  getVault: {
    summary: 'Says in which vaults the refresh tokens lie, and how far a move has come.',
    method: 'GET',
    path: '/v1/vault',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It counts, and changes nothing.' },
    query: grantScope,
    response: { status: 200, schema: vaultStatus },
    errors: ['store_unavailable'],
  },
  moveGrants: {
    summary:
      'Begins to move refresh tokens that lie elsewhere into the vault that takes new ones, while tokens are handed out.',
    method: 'POST',
    path: '/v1/vault/move',
    listener: 'api',
    role: 'operator',
    audit: ['vault.move_started', 'grant.moved'],
    body: json(grantScope.meta({ examples: [{}, { partner: examplePartner }] })),
    response: { status: 202, schema: vaultStatus },
    errors: ['vault_move_running', 'grant_not_found', 'audit_unavailable', 'store_unavailable'],
  },
  addCaller: {
    summary: 'Adds a caller and shows its first key, once.',
    method: 'POST',
    path: '/v1/callers',
    listener: 'api',
    role: 'operator',
    audit: ['caller.added'],
    body: json(
      z
        .strictObject({ name: line(1, 120), policy, expiresAt: instant.optional() })
        .meta({ examples: [{ name: 'reports', policy: examplePolicy, expiresAt: '2027-03-01T00:00:00Z' }] }),
    ),
    response: { status: 201, schema: caller.extend({ key: shownKey }) },
    errors: ['audit_unavailable'],
  },
  addKeylessCaller: {
    summary: 'Adds a caller without a key: it proves itself by the signed tokens of its platform.',
    method: 'POST',
    path: '/v1/callers/keyless',
    listener: 'api',
    role: 'operator',
    audit: ['caller.added', 'caller.identity_added'],
    body: json(
      z
        .strictObject({ name: line(1, 120), policy, identity })
        .meta({ examples: [{ name: 'reports', policy: examplePolicy, identity: exampleIdentity }] }),
    ),
    response: { status: 201, schema: caller },
    errors: ['identity_taken', 'audit_unavailable'],
  },
  listCallers: {
    summary: 'Lists the callers; of their keys only the ids.',
    method: 'GET',
    path: '/v1/callers',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    query: page.extend({ name: beginning.optional().meta({ description: 'How their names begin.' }) }),
    response: { status: 200, schema: listOf(caller) },
    errors: [],
  },
  getCaller: {
    summary: 'Gives one caller; of its keys only the ids.',
    method: 'GET',
    path: '/v1/callers/{id}',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    params: z.strictObject({ id: callerId }),
    response: { status: 200, schema: caller },
    errors: ['caller_not_found'],
  },
  removeCaller: {
    summary: 'Removes a caller; its keys and tokens stop working at once.',
    method: 'DELETE',
    path: '/v1/callers/{id}',
    listener: 'api',
    role: 'operator',
    audit: ['caller.removed'],
    params: z.strictObject({ id: callerId }),
    response: { status: 200, schema: z.object({ id: callerId, removedAt: instant }) },
    errors: ['caller_not_found', 'audit_unavailable'],
  },
  changePolicy: {
    summary: 'Puts another policy in the place of a caller’s. It holds from the next request on.',
    method: 'POST',
    path: '/v1/callers/{id}/policy',
    listener: 'api',
    role: 'operator',
    audit: ['caller.policy_changed'],
    params: z.strictObject({ id: callerId }),
    body: json(policy.meta({ examples: [examplePolicy] })),
    response: { status: 200, schema: caller },
    errors: ['caller_not_found', 'audit_unavailable'],
  },
  addCallerKey: {
    summary: 'Gives a caller a second key and shows it, once. The first one goes on working.',
    method: 'POST',
    path: '/v1/callers/{id}/keys',
    listener: 'api',
    role: 'operator',
    audit: ['caller.key_added'],
    params: z.strictObject({ id: callerId }),
    body: json(
      z
        .strictObject({ expiresAt: instant.optional() })
        .meta({ examples: [{}, { expiresAt: '2027-03-01T00:00:00Z' }] }),
    ),
    response: { status: 201, schema: callerKey.extend({ key: shownKey }) },
    errors: ['caller_not_found', 'too_many_keys', 'audit_unavailable'],
  },
  listCallerKeys: {
    summary: 'Lists the keys of a caller that were not removed, without what opens anything.',
    method: 'GET',
    path: '/v1/callers/{id}/keys',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    params: z.strictObject({ id: callerId }),
    response: { status: 200, schema: z.object({ items: z.array(callerKey) }) },
    errors: ['caller_not_found'],
  },
  removeCallerKey: {
    summary: 'Removes a key of a caller; it stops working at once.',
    method: 'DELETE',
    path: '/v1/callers/{id}/keys/{keyId}',
    listener: 'api',
    role: 'operator',
    audit: ['caller.key_removed'],
    params: z.strictObject({ id: callerId, keyId: callerKeyId }),
    response: { status: 200, schema: z.object({ id: callerKeyId, removedAt: instant }) },
    errors: ['caller_not_found', 'caller_key_not_found', 'audit_unavailable'],
  },
  addCallerIdentity: {
    summary: 'Lets a caller present the tokens that a platform gives to one program. Its keys go on working.',
    method: 'POST',
    path: '/v1/callers/{id}/identities',
    listener: 'api',
    role: 'operator',
    audit: ['caller.identity_added'],
    params: z.strictObject({ id: callerId }),
    body: json(identity.meta({ examples: [exampleIdentity] })),
    response: { status: 201, schema: callerIdentity },
    errors: ['caller_not_found', 'identity_taken', 'too_many_identities', 'audit_unavailable'],
  },
  listCallerIdentities: {
    summary: 'Lists the identities of a caller that were not removed.',
    method: 'GET',
    path: '/v1/callers/{id}/identities',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    params: z.strictObject({ id: callerId }),
    response: { status: 200, schema: z.object({ items: z.array(callerIdentity) }) },
    errors: ['caller_not_found'],
  },
  removeCallerIdentity: {
    summary: 'Removes an identity of a caller; its tokens stop working at once.',
    method: 'DELETE',
    path: '/v1/callers/{id}/identities/{identityId}',
    listener: 'api',
    role: 'operator',
    audit: ['caller.identity_removed'],
    params: z.strictObject({ id: callerId, identityId: callerIdentityId }),
    response: { status: 200, schema: z.object({ id: callerIdentityId, removedAt: instant }) },
    errors: ['caller_not_found', 'caller_identity_not_found', 'audit_unavailable'],
  },
  listAudit: {
    summary: 'Lists the records of the audit, the newest first; those that fit where something is named.',
    method: 'GET',
    path: '/v1/audit',
    listener: 'api',
    role: 'operator',
    audit: { none: 'Reading changes nothing, and who may read may also verify.' },
    query: auditQuery,
    response: { status: 200, schema: auditPage },
    errors: ['store_unavailable', 'store_corrupt'],
  },
  verifyAudit: {
    summary:
      'Follows every chain of the audit to its anchored head, and compares the grants with what is recorded of them.',
    method: 'POST',
    path: '/v1/audit/verification',
    listener: 'api',
    role: 'operator',
    audit: ['audit.verified'],
    response: { status: 200, schema: auditVerification },
    errors: ['store_unavailable', 'store_corrupt', 'audit_unavailable'],
  },
  getSettings: {
    summary: 'Says how this broker is configured, and where each value comes from. It holds no secret.',
    method: 'GET',
    path: '/v1/settings',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It shows no secret, and changes nothing.' },
    response: { status: 200, schema: effectiveSettings },
    errors: [],
  },
  listMasterKeys: {
    summary: 'Says how much is sealed under which master key.',
    method: 'GET',
    path: '/v1/master-keys',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It shows ids of keys and counts, and changes nothing.' },
    response: { status: 200, schema: z.object({ items: z.array(masterKeyUse) }) },
    errors: ['store_unavailable'],
  },
  listCredentials: {
    summary:
      'Says by which credentials our application can prove itself, and which one serves. Of this broker alone.',
    method: 'GET',
    path: '/v1/credentials',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It shows names, thumbprints and ends, and changes nothing.' },
    response: { status: 200, schema: ownCredentials },
    errors: [],
  },
  proveCredentials: {
    summary:
      'Gets a token of our application alone, in its own tenant, with each of its credentials, hands none out, and says which were accepted.',
    method: 'POST',
    path: '/v1/credentials/proof',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It shows what listCredentials shows, and throws the tokens away.' },
    body: json(
      z
        .strictObject({ tenant: tenant.meta({ description: 'Where our application is registered.' }) })
        .meta({ examples: [{ tenant: examplePartner }] }),
    ),
    response: { status: 200, schema: ownCredentials },
    errors: ['tenant_setup', ...tokenEndpointErrors],
  },
  checkGrant: {
    summary:
      'Puts a held grant to the proof at the partner’s own tenant: the same account, with MFA. Then it is healthy.',
    method: 'POST',
    path: '/v1/grants/{id}/check',
    listener: 'api',
    role: 'operator',
    audit: ['grant.checked'],
    params: z.strictObject({ id: grantId }),
    response: {
      status: 200,
      schema: z.object({
        id: grantId,
        partner: tenant,
        state: z.enum(['healthy']),
        version: z.number().int(),
      }),
    },
    errors: [
      'grant_not_found',
      'grant_not_held',
      'identity_changed',
      'mfa_missing',
      'mfa_unknown',
      'grant_changed',
      'policies_unconfirmed',
      ...grantErrors,
    ],
  },
  createBackup: {
    summary: 'Gives a backup of the store as it is now, sealed to the recovery key of the configuration.',
    method: 'POST',
    path: '/v1/backups',
    listener: 'api',
    role: 'operator',
    audit: ['backup.created'],
    response: 'file',
    errors: ['backup_not_configured', 'store_unavailable', 'audit_unavailable'],
  },
  createSweep: {
    summary:
      'Begins a task over many customers. It answers at once; the work goes on in the broker, and on every replica, until it is done.',
    method: 'POST',
    path: '/v1/sweeps',
    listener: 'api',
    role: 'operator',
    audit: ['sweep.started'],
    body: {
      contentType: 'application/json',
      maxBytes: sweepBodyLimitBytes,
      schema: sweepRequest.meta({
        examples: [
          { task: 'users', partners: [examplePartner] },
          { task: 'token-reach', partners: [examplePartner], filter: { domain: 'contoso' }, dryRun: true },
        ],
      }),
    },
    response: { status: 202, schema: sweep },
    errors: ['unknown_task', 'sweep_not_found', 'sweep_under_way', 'audit_unavailable'],
  },
  listSweeps: {
    summary: 'Lists the sweeps, the newest first.',
    method: 'GET',
    path: '/v1/sweeps',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It reads what the audit already holds.' },
    query: sweepPage,
    response: { status: 200, schema: listOf(sweep) },
    errors: [],
  },
  getSweep: {
    summary: 'Says how far a sweep is, and why customers failed.',
    method: 'GET',
    path: '/v1/sweeps/{id}',
    listener: 'api',
    role: 'operator',
    audit: { none: 'Asked again and again, and says nothing of what was found.' },
    params: sweepIdParams,
    response: { status: 200, schema: sweepWithCauses },
    errors: ['sweep_not_found'],
  },
  listSweepItems: {
    summary: 'Lists the customers of a sweep, and what became of each.',
    method: 'GET',
    path: '/v1/sweeps/{id}/items',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It says nothing of what was found.' },
    params: sweepIdParams,
    query: sweepItemQuery,
    response: { status: 200, schema: listOf(sweepItem) },
    errors: ['sweep_not_found'],
  },
  readSweepRows: {
    summary:
      'Gives what was found, as lines of JSON or as CSV: as `format` says, or the header `Accept` (text/csv). In the order of partner and customer.',
    method: 'GET',
    path: '/v1/sweeps/{id}/rows',
    listener: 'api',
    role: 'operator',
    audit: ['sweep.read'],
    params: sweepIdParams,
    query: z.strictObject({ format: sweepRowFormat.optional() }),
    headers: z.object({ accept: z.string().max(1000).optional() }),
    response: 'lines',
    errors: ['sweep_not_found', 'audit_unavailable', 'secret_unreadable', 'key_mismatch'],
  },
  stopSweep: {
    summary: 'Begins no further customer of a sweep. Those at work are finished.',
    method: 'POST',
    path: '/v1/sweeps/{id}/stop',
    listener: 'api',
    role: 'operator',
    audit: ['sweep.stopped'],
    params: sweepIdParams,
    response: { status: 200, schema: sweep },
    errors: ['sweep_not_found', 'sweep_over', 'audit_unavailable'],
  },
  resumeSweep: {
    summary: 'Lets a sweep that was stopped go on, with the customers that are left.',
    method: 'POST',
    path: '/v1/sweeps/{id}/resume',
    listener: 'api',
    role: 'operator',
    audit: ['sweep.resumed'],
    params: sweepIdParams,
    response: { status: 202, schema: sweep },
    errors: ['sweep_not_found', 'sweep_over', 'audit_unavailable'],
  },
  removeSweep: {
    summary: 'Removes a sweep that is over, with everything that was found.',
    method: 'DELETE',
    path: '/v1/sweeps/{id}',
    listener: 'api',
    role: 'operator',
    audit: ['sweep.removed'],
    params: sweepIdParams,
    response: { status: 200, schema: z.object({ removed: z.literal(true) }) },
    errors: ['sweep_not_found', 'sweep_under_way', 'audit_unavailable'],
  },
  listReach: {
    summary:
      'Says for which APIs of a partner’s customers a token can be had, since when, and what was lost why, as sweeps of the task `token-reach` saw it.',
    method: 'GET',
    path: '/v1/partners/{partner}/reach',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It says what was seen; no token leaves.' },
    params: z.strictObject({ partner: tenant }),
    query: reachQuery,
    response: { status: 200, schema: listOf(reach) },
    errors: ['store_unavailable'],
  },
  combinePostures: {
    summary:
      'Puts the newest reports of several partners, or of several tenants of one, side by side, and sums them. Who has no report is named, and in no sum.',
    method: 'GET',
    path: '/v1/posture',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It counts, and names nobody.' },
    query: combinedPostureQuery,
    response: { status: 200, schema: combinedPosture },
    errors: ['store_unavailable'],
  },
  listPostures: {
    summary:
      'Says where every partner with a grant stands, a page at a time: its newest report in figures and counts; and the sums over all.',
    method: 'GET',
    path: '/v1/posture/partners',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It counts, and names no account.' },
    query: postureOverviewQuery,
    response: { status: 200, schema: postureOverview },
    errors: ['store_unavailable'],
  },
  createPostureReport: {
    summary:
      'Begins a report on a partner’s security requirements: whether they are met, as far as it can be seen. It answers at once; `getPostureReport` has it once it is made. One is made at a time of a partner: a second request is told the one that is under way.',
    method: 'POST',
    path: '/v1/partners/{partner}/posture',
    listener: 'api',
    role: 'operator',
    audit: ['posture.started', 'posture.made', 'posture.failed'],
    params: postureParams,
    response: { status: 202, schema: postureRun },
    errors: [...grantErrors, 'shutting_down'],
  },
  getPosture: {
    summary: 'Gives the newest report on a partner’s security requirements.',
    method: 'GET',
    path: '/v1/partners/{partner}/posture',
    listener: 'api',
    role: 'operator',
    audit: ['posture.read'],
    params: postureParams,
    response: { status: 200, schema: postureReport },
    errors: [
      'partner_not_found',
      'posture_report_not_found',
      'posture_under_way',
      'secret_unreadable',
      'key_mismatch',
      'audit_unavailable',
    ],
  },
  listPostureReports: {
    summary: 'Lists the reports on a partner’s security requirements, the newest first: figures and counts.',
    method: 'GET',
    path: '/v1/partners/{partner}/posture/reports',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It counts, and names nobody.' },
    params: postureParams,
    query: page,
    response: { status: 200, schema: listOf(postureSummary) },
    errors: ['partner_not_found'],
  },
  getPostureReport: {
    summary: 'Gives one report on a partner’s security requirements.',
    method: 'GET',
    path: '/v1/partners/{partner}/posture/reports/{id}',
    listener: 'api',
    role: 'operator',
    audit: ['posture.read'],
    params: postureReportParams,
    response: { status: 200, schema: postureReport },
    errors: [
      'posture_report_not_found',
      'posture_under_way',
      'posture_unfinished',
      'secret_unreadable',
      'key_mismatch',
      'audit_unavailable',
    ],
  },
  getForecast: {
    summary:
      'Says when each grant of a partner stops working, and of what; which customers are lost when; what happened already; and what could not be read.',
    method: 'GET',
    path: '/v1/partners/{partner}/forecast',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It says what will happen; no token leaves.' },
    params: z.strictObject({ partner: tenant.meta({ examples: [examplePartner] }) }),
    query: z.strictObject({
      by: z.enum(['now', 'last']).default('now').meta({
        description: 'now: Microsoft Graph is asked. last: by what it said when it was asked last; quick.',
      }),
    }),
    response: { status: 200, schema: forecast },
    errors: ['partner_not_found', 'store_unavailable'],
  },
  createDashboardLink: {
    summary:
      'Makes a link that signs whoever opens it in at the dashboard, once, within five minutes. Not where people sign in with accounts.',
    method: 'POST',
    path: '/v1/dashboard-links',
    listener: 'api',
    role: 'operator',
    audit: ['dashboard.link_created'],
    body: json(
      z
        .strictObject({
          role: z.enum(['viewer', 'operator', 'admin']).default('admin').meta({
            description: 'What it lets do: look, the daily work, or everything.',
          }),
        })
        .meta({ examples: [{ role: 'viewer' }] }),
    ),
    response: {
      status: 201,
      schema: z.object({
        url: z.url().meta({ description: 'Whoever opens it is signed in: pass it to nobody.' }),
        role: z.enum(['viewer', 'operator', 'admin']),
        expiresAt: instant,
      }),
    },
    errors: ['dashboard_off', 'dashboard_has_accounts', 'audit_unavailable'],
  },
  showDashboard: {
    summary: 'The pages of the dashboard.',
    method: 'GET',
    path: '/dashboard/{path...}',
    listener: 'api',
    role: 'person',
    audit: { none: 'Looking changes nothing; what a page asks of the API is recorded as it is there.' },
    response: 'dashboard',
    errors: ['dashboard_off', 'dashboard_role_missing', 'dashboard_link_unknown'],
  },
  changeDashboard: {
    summary: 'What the forms of the dashboard do: as the API does it, for whoever is signed in.',
    method: 'POST',
    path: '/dashboard/{path...}',
    listener: 'api',
    role: 'person',
    audit: ['dashboard.signed_in', 'dashboard.signed_out', 'access.refused'],
    body: { contentType: 'application/x-www-form-urlencoded', maxBytes: 64 * 1024 },
    response: 'dashboard',
    errors: [
      'dashboard_off',
      'dashboard_signed_out',
      'dashboard_role_missing',
      'dashboard_link_unknown',
      'dashboard_sign_in_again',
      'dashboard_sign_in_failed',
      'origin_refused',
      'audit_unavailable',
    ],
  },
  diagnoseBroker: {
    summary:
      'Checks what only the broker knows: its store, vault and clock, its credentials at Microsoft, and the registration of the application.',
    method: 'GET',
    path: '/v1/diagnosis',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It says what is in the way; no token leaves.' },
    response: { status: 200, schema: diagnosis },
    errors: ['store_unavailable'],
  },
  diagnosePartner: {
    summary:
      'Checks what is in the way of one partner: its grants and their MFA, the application in its tenant, and what the service account may do at its customers.',
    method: 'GET',
    path: '/v1/partners/{partner}/diagnosis',
    listener: 'api',
    role: 'operator',
    audit: { none: 'It says what is in the way; no token leaves.' },
    params: z.strictObject({ partner: tenant.meta({ examples: [examplePartner] }) }),
    response: { status: 200, schema: diagnosis },
    errors: ['partner_not_found', 'store_unavailable'],
  },
  explainCode: {
    summary: 'Explains a code: what happened, who must act, what to do.',
    method: 'GET',
    path: '/v1/explain/{code}',
    listener: 'api',
    // Whoever may meet a refusal may have it explained. It is no secret, but nobody without a key is served more than needs be.
    role: 'caller or operator',
    audit: { none: 'It says nothing of anybody.' },
    params: z.strictObject({ code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/) }),
    response: { status: 200, schema: z.object({ meanings: z.array(explanation) }) },
    errors: ['unknown_code'],
  },
  openApi: {
    summary: 'Describes this API as an OpenAPI 3.1 document.',
    method: 'GET',
    path: '/openapi.json',
    listener: 'api',
    role: 'anyone',
    audit: { none: 'The same for everybody, and says nothing of anybody.' },
    response: { status: 200, schema: z.record(z.string(), z.unknown()) },
    errors: [],
  },
  health: {
    summary: 'Says that the process answers.',
    method: 'GET',
    path: '/healthz',
    listener: 'api',
    role: 'anyone',
    audit: { none: 'Asked every few seconds, and says nothing of anybody.' },
    response: {
      status: 200,
      schema: z.object({
        status: z.literal('ok'),
        version: z.string(),
        /** `late`: within the last half minute the process was too busy to answer for a second or more. */
        eventLoop,
      }),
    },
    errors: [],
  },
  readiness: {
    summary: 'Says whether the broker can do its work.',
    method: 'GET',
    path: '/readyz',
    listener: 'api',
    role: 'anyone',
    audit: { none: 'Asked every few seconds, and says nothing of anybody.' },
    response: {
      status: 200,
      schema: z.object({
        status: z.literal('ready'),
        /** Refresh tokens that could not be stored and wait in memory; those that are stored still work. */
        waitingSuccessors: z.number().int(),
        /** Whether anybody can consent now. Tokens of grants that exist are given all the same. */
        consents: z.enum(['ready', 'no_signing_keys', 'clock_differs']),
        /** The clocks of the broker and of the identity provider: apart by up to a minute, more, or more than five. */
        clock: z.enum(['not_measured', 'ok', 'warning', 'wrong']),
        /** Where refresh tokens work once and the vault fails, the broker is not ready. */
        vault: z.enum(['ok', 'failing']),
        /** Grants, not revoked, whose refresh tokens lie in a vault that this broker is not configured for. */
        grantsOutOfReach: z.number().int(),
        eventLoop,
      }),
    },
    errors: [
      'shutting_down',
      'policies_unconfirmed',
      'audit_unavailable',
      'store_unavailable',
      'vault_unavailable',
    ],
  },
  // The protocol of App Service; its names are Azure's, as of 2026-11-26.
  // https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
  managedIdentityToken: {
    summary:
      'Gives an access token to an SDK that asks for one as in App Service, through the same door as `acquireToken`.',
    method: 'GET',
    path: '/msi/token',
    listener: 'managed-identity',
    role: 'caller',
    audit: ['token.issued', 'token.refused'],
    query: z.strictObject({
      'api-version': z.literal('2019-08-01'),
      resource,
      client_id: tenant.optional().meta({
        description:
          'The tenant id of the customer, or of the partner for its own tenant. May be left out when the policy names exactly one customer.',
      }),
      xms_cc: z.string().max(64).optional().meta({
        description: 'What the client can do beyond bearer tokens. It changes nothing.',
      }),
    }),
    response: {
      status: 200,
      schema: z.object({
        access_token: z.string(),
        client_id: tenant.meta({ description: 'The tenant that the token is for.' }),
        expires_on: z.string().regex(/^\d+$/).meta({ description: 'Seconds since 1970, as text.' }),
        resource: z.string().meta({ description: 'As it was asked for.' }),
        token_type: z.literal('Bearer'),
      }),
    },
    errors: ['not_direct', ...tokenErrors],
  },
  showInvitation: {
    summary: 'Shows an invitation. It changes nothing, however often it is opened.',
    method: 'GET',
    path: '/invite/{handle}',
    listener: 'public',
    role: 'invited',
    audit: { none: 'Mail scanners open links; a record would say nothing about the person.' },
    params: handle,
    response: 'page',
    errors: ['invitation_not_found', 'invitation_expired', 'invitation_spent', 'invitation_revoked'],
  },
  startConsent: {
    summary: 'The button of an invitation: sends the browser to the identity provider.',
    method: 'POST',
    path: '/invite/{handle}/start',
    listener: 'public',
    role: 'invited',
    audit: ['consent.started', 'consent.refused'],
    params: handle,
    body: { contentType: 'application/x-www-form-urlencoded', maxBytes: 1024 },
    response: 'page',
    errors: [
      'origin_refused',
      'invitation_not_found',
      'invitation_expired',
      'invitation_spent',
      'invitation_revoked',
      'admin_consent_off',
      'stopped',
      'policies_unconfirmed',
      'clock_differs',
      'invalid_configuration',
      ...vaultErrors,
      'audit_unavailable',
    ],
  },
  showWithdrawal: {
    summary: 'Shows what a person may take back. It changes nothing, however often it is opened.',
    method: 'GET',
    path: '/withdraw/{handle}',
    listener: 'public',
    role: 'invited',
    audit: { none: 'Mail scanners open links; a record would say nothing about the person.' },
    params: handle,
    response: 'page',
    errors: ['withdrawal_not_found'],
  },
  withdraw: {
    summary:
      'The button of that page: takes the grant back and its refresh token away, and says what is left.',
    method: 'POST',
    path: '/withdraw/{handle}',
    listener: 'public',
    role: 'invited',
    audit: ['grant.take_back', 'grant.state_changed', 'grant.purged'],
    params: handle,
    body: { contentType: 'application/x-www-form-urlencoded', maxBytes: 1024 },
    response: 'page',
    errors: ['origin_refused', 'withdrawal_not_found', 'audit_unavailable'],
  },
  finishConnect: {
    summary:
      'The redirect URI of a connect invitation: reads the code, redeems it and seals the grant. Of a test: only says how it was signed in.',
    method: 'POST',
    path: '/consent/callback',
    listener: 'public',
    role: 'invited',
    audit: ['grant.sealed', 'account.tested', 'consent.refused'],
    body: { contentType: 'application/x-www-form-urlencoded', maxBytes: jsonBodyLimitBytes },
    response: 'page',
    errors: [
      ...flowErrors,
      'id_token_invalid',
      'discovery_rejected',
      'wrong_tenant',
      'wrong_account',
      'mfa_missing',
      'mfa_unknown',
      'refresh_token_missing',
      'grant_revoked',
      'step_up_needed',
      'admin_needed',
      'ca_blocked',
      'tenant_setup',
      ...tokenEndpointErrors,
      'secret_deleted',
      'secret_too_large',
      ...vaultErrors,
    ],
  },
  finishApprove: {
    summary: 'The redirect URI of an approve invitation: confirms that the tenant has the application.',
    method: 'GET',
    path: '/consent/approved',
    listener: 'public',
    role: 'invited',
    audit: ['application.approved', 'consent.refused'],
    response: 'page',
    errors: [...flowErrors, 'approval_not_proven', 'invalid_configuration', ...tokenEndpointErrors],
  },
  finishCustomerSignIn: {
    summary:
      'The redirect URI of the sign-in that says which customer an invitation is used by: sends the browser on to the consent of that tenant.',
    method: 'POST',
    path: '/consent/customer/sign-in',
    listener: 'public',
    role: 'invited',
    audit: ['customer.identified', 'consent.refused'],
    body: { contentType: 'application/x-www-form-urlencoded', maxBytes: jsonBodyLimitBytes },
    response: 'page',
    errors: [
      ...flowErrors,
      'id_token_invalid',
      'discovery_rejected',
      'customer_refused',
      'admin_consent_off',
      'step_up_needed',
      'admin_needed',
      'ca_blocked',
      'tenant_setup',
      ...tokenEndpointErrors,
    ],
  },
  finishCustomer: {
    summary:
      'The redirect URI of a customer’s admin consent: no code comes here, and nothing is believed before a token proves it.',
    method: 'GET',
    path: '/consent/customer',
    listener: 'public',
    role: 'invited',
    audit: ['customer.consented', 'consent.refused'],
    response: 'page',
    errors: [...flowErrors, 'admin_consent_declined', 'admin_consent_off', 'wrong_tenant'],
  },
} as const satisfies Record<string, Endpoint>;

/** The table of endpoints, as a type. */
export type Endpoints = typeof endpoints;
/** The name of an endpoint. */
export type Operation = keyof Endpoints;
