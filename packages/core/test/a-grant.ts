import type { Grant } from '../src/consent/grant.ts';
import { type GrantId, type InvitationId, type ObjectId, readId, readObjectId } from '../src/ids.ts';
import { Secret } from '../src/secret.ts';
import type { SealedGrant } from '../src/vault/grant-store.ts';
import type { SecretRef } from '../src/vault/vault.ts';
import { clientId, noon, partner } from './builders.ts';

export const dayMs = 24 * 60 * 60 * 1000;
export const subject = anObjectId('4');

/** An object id that consists of one hexadecimal digit, and differs for each. */
export function anObjectId(digit: string): ObjectId {
  return readObjectId(`${digit.repeat(8)}-4444-4444-8444-444444444444`);
}

/** The id of a grant, a different one for each letter. */
export function aGrantId(letter = 'A'): GrantId {
  return readId('GrantId', `gra_${letter.repeat(22)}`);
}

/** The id of an invitation, a different one for each letter. */
export function anInvitationId(letter = 'A'): InvitationId {
  return readId('InvitationId', `inv_${letter.repeat(22)}`);
}

/** What consent gives, before it is sealed. */
export function aGrant(change: Partial<Grant> = {}): Grant {
  return {
    partner,
    subject,
    username: 'service@contoso.example',
    displayName: 'Service account',
    application: clientId,
    scopes: ['https://api.partnercenter.microsoft.com/user_impersonation'],
    amr: ['pwd', 'mfa'],
    mfa: 'confirmed',
    consentedAt: noon,
    directoryRoles: [],
    refreshToken: Secret.of('refresh-1'),
    ...change,
  };
}

/** A row of a grant. Its `secret` is in no vault. */
export function aSealedGrant(change: Partial<SealedGrant> = {}): SealedGrant {
  const { refreshToken: _, directoryRoles: _roles, ...rest } = aGrant();
  return {
    ...rest,
    id: aGrantId(),
    version: 1,
    secret: 'sec_1' as SecretRef,
    sealedAt: noon,
    state: 'healthy',
    stateReason: 'sealed',
    stateSince: noon,
    stateEvidence: {},
    exerciseAt: noon + 30 * dayMs,
    redeemingSince: undefined,
    provedAt: undefined,
    ...change,
  };
}
