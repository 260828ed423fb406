import { createId, readObjectId, readTenantId, Secret } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { invitationUrl } from './invitation-url.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `audit_unavailable`; then there is no invitation */
export async function createInvitation(
  deps: RouteDeps,
  exchange: Exchange<'createInvitation'>,
): Promise<AnswerOf<'createInvitation'>> {
  const { kind, partner, partnerName, account, accountId, acceptsUnknownMfa, lifetimeMs } =
    exchange.input.body;
  const createdAt = deps.clock.now();
  const invitation = {
    id: createId('InvitationId', deps.random),
    kind,
    partner: readTenantId(partner),
    partnerName,
    account,
    accountId: accountId === undefined ? undefined : readObjectId(accountId),
    acceptsUnknownMfa,
    createdAt,
    expiresAt: createdAt + (lifetimeMs ?? deps.invitationLifetimeMs),
    spentAt: undefined,
  };
  const handle = Secret.of(Buffer.from(deps.random.bytes(32)).toString('base64url'));
  await deps.store.audit.write({
    type: 'invitation.created',
    at: createdAt,
    actor: 'operator',
    ...traceOf(exchange),
    invitation: invitation.id,
    kind,
    partner: invitation.partner,
    expiresAt: invitation.expiresAt,
    acceptsUnknownMfa,
  });
  await deps.store.invitations.add(invitation, handle);
  return {
    id: invitation.id,
    kind,
    partner: invitation.partner,
    url: invitationUrl(deps.publicUrl, handle),
    expiresAt: new Date(invitation.expiresAt).toISOString(),
  };
}
