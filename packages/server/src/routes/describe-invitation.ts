import type { Invitation } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { instant } from '../instant.ts';
import { invitationStateOf } from '../stores/invitations.ts';

type Described = AnswerOf<'revokeInvitation'>;

/** An invitation as the API shows it. Its link is nowhere: only its digest is kept. */
export function describeInvitation(invitation: Invitation, now: number): Described {
  const { customer, challenge, spentAt, revokedAt } = invitation;
  return {
    id: invitation.id,
    // Tests of accounts are in no list, and none is taken back.
    kind: invitation.kind as Described['kind'],
    state: invitationStateOf(invitation, now),
    partner: invitation.partner,
    ...(invitation.partnerName !== undefined && { partnerName: invitation.partnerName }),
    ...(invitation.partnerKind !== undefined && { partnerKind: invitation.partnerKind }),
    ...(invitation.account !== undefined && { account: invitation.account }),
    ...(invitation.accountId !== undefined && { accountId: invitation.accountId }),
    acceptsUnknownMfa: invitation.acceptsUnknownMfa,
    ...(challenge !== undefined && { challengedBy: challenge.tenant }),
    ...(customer?.tenant !== undefined && { customer: customer.tenant }),
    ...(customer?.name !== undefined && { customerName: customer.name }),
    ...(customer?.allowed !== undefined && { allowed: [...customer.allowed] }),
    ...(customer?.resources !== undefined && { resources: [...customer.resources] }),
    createdAt: instant(invitation.createdAt),
    expiresAt: instant(invitation.expiresAt),
    ...(spentAt !== undefined && { spentAt: instant(spentAt) }),
    ...(revokedAt !== undefined && { revokedAt: instant(revokedAt) }),
  };
}
