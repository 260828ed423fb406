import {
  ConsentryError,
  createId,
  type Invitation,
  readObjectId,
  readTenantId,
  Secret,
  type TenantId,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { invitationUrl } from './invitation-url.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';
import { requireDeviceCodes } from './start-device-code.ts';

type Start = Exchange<'startAccountTest'>;
type Started = AnswerOf<'startAccountTest'>;

/** Somebody waits at a terminal. */
const linkLifetimeMs = 60 * 60 * 1000;
/** How often a terminal asks how it ended. */
export const askEveryMs = 2_000;

/**
 * Asks an account to sign in, by a link for a browser or by a device code: so that it is seen whether that takes MFA.
 * @throws ConsentryError `invalid_request`, `device_code_off`, `device_codes_waiting`, `stopped`, `policies_unconfirmed`,
 *   `audit_unavailable`, and those of the token endpoint
 */
export async function startAccountTest(deps: RouteDeps, exchange: Start): Promise<Started> {
  const { way, account } = exchange.input.body;
  const tenant = readTenantId(exchange.input.body.tenant);
  await requireUnstopped(deps, tenant);
  if (way === 'browser') return startInBrowser(deps, exchange, tenant);
  if (account === undefined) return startByDeviceCode(deps, exchange, tenant);
  throw new ConsentryError('invalid_request', {
    message: 'A device code fills in no user name.',
    remedy: 'Leave `account` out, or name the object id of the account as `accountId`.',
    facts: { fields: ['account'] },
  });
}

async function startInBrowser(deps: RouteDeps, exchange: Start, tenant: TenantId): Promise<Started> {
  const { account } = exchange.input.body;
  const createdAt = deps.clock.now();
  const invitation: Invitation = {
    id: createId('InvitationId', deps.random),
    kind: 'test',
    partner: tenant,
    partnerName: undefined,
    account,
    accountId: readAccountId(exchange),
    acceptsUnknownMfa: false,
    challenge: undefined,
    createdAt,
    expiresAt: createdAt + linkLifetimeMs,
    spentAt: undefined,
  };
  const handle = Secret.of(Buffer.from(deps.random.bytes(32)).toString('base64url'));
  const { id, expiresAt } = invitation;
  await deps.store.audit.write({
    ...startedEvent(deps, exchange, tenant),
    application: deps.application.id,
    way: 'browser',
    expiresAt,
    invitation: id,
  });
  await deps.store.invitations.add(invitation, handle);
  return {
    handle: id,
    way: 'browser',
    url: invitationUrl(deps.publicUrl, handle),
    expiresAt: new Date(expiresAt).toISOString(),
    intervalMs: askEveryMs,
  };
}

async function startByDeviceCode(deps: RouteDeps, exchange: Start, tenant: TenantId): Promise<Started> {
  const { endpoint, scopes, waiting, prove } = requireDeviceCodes(deps);
  waiting.requireRoom();
  const code = await endpoint.start(tenant, scopes, { isOnce: true });
  const { deviceCode, userCode, verificationUrl, expiresAt, intervalMs } = code;
  const event = startedEvent(deps, exchange, tenant);
  await deps.store.audit.write({
    ...event,
    application: prove.application,
    way: 'device-code',
    expiresAt,
  });
  const handle = waiting.add({
    purpose: 'test',
    partner: tenant,
    accountId: readAccountId(exchange),
    acceptsUnknownMfa: false,
    deviceCode,
    expiresAt,
    // Nothing is sealed that somebody could have taken back meanwhile.
    changesBefore: 0,
    intervalMs,
    askAgainAt: event.at + intervalMs,
    isAsking: false,
  });
  return {
    handle: handle.reveal(),
    way: 'device-code',
    userCode,
    verificationUrl,
    expiresAt: new Date(expiresAt).toISOString(),
    intervalMs,
  };
}

function startedEvent({ clock }: RouteDeps, exchange: Start, tenant: TenantId) {
  return {
    type: 'account_test.started',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    tenant,
  } as const;
}

function readAccountId({ input: { body } }: Start): Invitation['accountId'] {
  return body.accountId === undefined ? undefined : readObjectId(body.accountId);
}
