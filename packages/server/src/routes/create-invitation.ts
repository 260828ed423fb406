import {
  type ClaimsChallenge,
  ConsentryError,
  claimsChallengeOf,
  createId,
  type GrantId,
  type ObjectId,
  type PartnerKind,
  readId,
  readObjectId,
  readTenantId,
  requireNamedScopes,
  Secret,
  type TenantId,
} from '@consentry/core';
import type { AnswerOf, InputOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { readInvitedCustomer } from './read-invited-customer.ts';
import { invitationUrl } from './invitation-url.ts';
import type { RouteDeps } from './route-deps.ts';

/** Whom an invitation is for, and what their sign-in must meet. */
interface Invited {
  readonly partner: TenantId;
  readonly partnerKind: PartnerKind | undefined;
  readonly account: string | undefined;
  readonly accountId: ObjectId | undefined;
  readonly grant?: GrantId;
  readonly challenge: ClaimsChallenge | undefined;
}

type Body = InputOf<'createInvitation'>['body'];

/** @throws ConsentryError `invalid_request`, `grant_not_found`, `stopped`, `audit_unavailable`, and those of
 * {@link readInvitedCustomer}; then there is no invitation */
export async function createInvitation(
  deps: RouteDeps,
  exchange: Exchange<'createInvitation'>,
): Promise<AnswerOf<'createInvitation'>> {
  const { body } = exchange.input;
  const { kind, partnerName, acceptsUnknownMfa, lifetimeMs } = body;
  const { grant, ...invited } = await findInvited(deps, body);
  requireNamedScopes(deps.startConsent.dialect, invited);
  await deps.access.requireRunning(invited.partner);
  const customer = await readInvitedCustomer(deps, body);
  const createdAt = deps.clock.now();
  const invitation = {
    id: createId('InvitationId', deps.random),
    kind,
    partnerName,
    ...invited,
    customer,
    acceptsUnknownMfa,
    createdAt,
    expiresAt: createdAt + (lifetimeMs ?? deps.invitationLifetimeMs),
    spentAt: undefined,
  };
  const { partner, partnerKind, challenge } = invitation;
  const tenant = challenge?.tenant ?? customer?.tenant;
  const handle = Secret.of(Buffer.from(deps.random.bytes(32)).toString('base64url'));
  await deps.store.audit.write({
    type: 'invitation.created',
    at: createdAt,
    actor: 'operator',
    ...traceOf(exchange),
    invitation: invitation.id,
    kind,
    partner,
    expiresAt: invitation.expiresAt,
    acceptsUnknownMfa,
    ...(grant === undefined ? {} : { grant }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(partnerKind === undefined ? {} : { partnerKind }),
  });
  await deps.store.invitations.add(invitation, handle);
  return {
    id: invitation.id,
    kind,
    partner,
    url: invitationUrl(deps.publicUrl, handle),
    expiresAt: new Date(invitation.expiresAt).toISOString(),
    ...(challenge === undefined ? {} : { challengedBy: challenge.tenant }),
  };
}

/** Who consented before is asked again, and nobody else: what more the request says of the person would contradict. */
async function findInvited(deps: RouteDeps, body: Body): Promise<Invited> {
  const { kind, partner, partnerKind, account, accountId, grant: id } = body;
  if (id === undefined) {
    if (partner === undefined) throw contradiction('There is neither a partner nor a grant.');
    return {
      partner: readTenantId(partner),
      partnerKind,
      account,
      accountId: accountId === undefined ? undefined : readObjectId(accountId),
      challenge: undefined,
    };
  }
  if (kind !== 'connect') throw contradiction('A grant is connected anew, not approved.');
  if (partner !== undefined || account !== undefined || accountId !== undefined) {
    throw contradiction('Partner and account follow from the grant.');
  }
  const grant = await deps.store.grants.find(readId('GrantId', id));
  if (grant === undefined) throw new ConsentryError('grant_not_found');
  return {
    partner: grant.partner,
    partnerKind: partnerKind ?? grant.partnerKind,
    account: grant.username,
    accountId: grant.subject,
    grant: grant.id,
    challenge: claimsChallengeOf(grant),
  };
}

function contradiction(message: string): ConsentryError {
  return new ConsentryError('invalid_request', {
    message,
    remedy: 'Name either a partner, and perhaps its account, or a grant alone.',
    facts: { fields: ['partner', 'grant'] },
  });
}
