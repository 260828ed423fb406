import type { PurgeState, SealedGrant, TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { instant } from '../instant.ts';
import type { Export } from '../stores/exports.ts';
import type { LivingTokens } from './living-tokens.ts';

type Report = AnswerOf<'revokeGrant'>;
type Left = Report['left'][number];

/** What was done, as far as it decides what is left to do. */
export interface Done {
  readonly act: Report['act'];
  readonly scope: Report['scope'];
  readonly partner: TenantId | undefined;
  /** As they are now. */
  readonly grants: readonly Pick<SealedGrant, 'id' | 'purged' | 'stateReason'>[];
  readonly tokens: readonly LivingTokens[];
  /** False where not every record of the audit was looked at. */
  readonly isComplete: boolean;
  /** How many invitations still work, and until when at most (epoch milliseconds). */
  readonly invitations: { readonly open: number; readonly until: number };
  /** Copies that left, of these grants. */
  readonly exports: readonly Export[];
  /** The name of a Key Vault that refresh tokens lay in before, and that is not configured any more. */
  readonly vaultNotAsked: string | undefined;
  /** True while the kill switch holds what this is about. */
  readonly isStopped: boolean;
}

/** @see https://learn.microsoft.com/entra/identity/enterprise-apps/delete-application-portal (2026-11) */
const removeApplication =
  'https://learn.microsoft.com/entra/identity/enterprise-apps/delete-application-portal';
/** @see https://learn.microsoft.com/entra/identity/users/users-revoke-access (2026-11) */
const revokeAccess = 'https://learn.microsoft.com/entra/identity/users/users-revoke-access';

/** What nobody did, or nobody can do: in the words that a person reads, with the command or the link. */
export function describeWhatIsLeft(done: Done): readonly Left[] {
  if (done.act === 'resume') return [];
  const kept = done.grants.filter(({ purged }) => purged === undefined);
  return [
    ...describeTokens(done),
    ...(done.act === 'stop' ? [grantsRemain(done)] : kept.map(({ id }) => refreshTokenKept(id))),
    ...done.grants.flatMap(({ id, purged }) => (purged === undefined ? [] : describePurge(id, purged))),
    ...(done.act === 'stop' ? [] : describeOutside(done)),
  ];
}

function describeTokens({ tokens, isComplete }: Done): readonly Left[] {
  const [last] = tokens;
  const handedOut = tokens.reduce((sum, one) => sum + one.handedOut, 0);
  return [
    ...(last === undefined
      ? []
      : [
          {
            code: 'access_tokens_live' as const,
            text: `Callers were handed access tokens ${count(handedOut, 'time')} that are still valid, each until its end. Nobody can take an access token back.`,
            actor: 'nobody' as const,
            until: instant(Math.max(...tokens.map(({ expiresAt }) => expiresAt))),
          },
        ]),
    ...(isComplete
      ? []
      : [
          {
            code: 'access_tokens_unknown' as const,
            text: 'There were more records than are looked at here: more access tokens may be valid, for 28 hours at most.',
            actor: 'operator' as const,
            command: 'consentry audit list',
          },
        ]),
  ];
}

function grantsRemain({ partner }: Done): Left {
  return {
    code: 'grants_remain',
    text: 'The grants and their refresh tokens are kept, and work again once this is let go on. Purge what must never work again.',
    actor: 'operator',
    command: `consentry purge ${scopeOption(partner)}`,
  };
}

function refreshTokenKept(grant: string): Left {
  return {
    code: 'refresh_token_kept',
    text: `The refresh token of ${grant} still lies in the vault. Nothing redeems it.`,
    actor: 'operator',
    command: `consentry purge --grant ${grant}`,
  };
}

function describePurge(grant: string, purged: PurgeState): readonly Left[] {
  if (purged.outcome === 'unfinished') {
    return [
      {
        code: 'purge_unfinished',
        text: `The refresh token of ${grant} may still lie in the vault. Nothing redeems it.`,
        actor: 'operator',
        command: `consentry purge --grant ${grant}`,
      },
    ];
  }
  const { outcome, vault, secret = '', missing, recoverableUntil } = purged;
  const named = `--vault-name ${vault} --name ${secret}`;
  const left: Left[] = [];
  if (outcome === 'disabled') {
    left.push({
      code: 'secret_disabled',
      text: `The secret ${secret} lies in the Key Vault ${vault}, disabled: the broker may not delete it, and whoever may write there can enable it again.`,
      actor: 'vault administrator',
      command: `az keyvault secret delete ${named}`,
    });
  }
  if (outcome === 'recoverable') {
    const isProtected = missing.includes('purge_protection');
    left.push({
      code: 'secret_recoverable',
      text: isProtected
        ? `The secret ${secret} is deleted. The Key Vault ${vault} has purge protection: until then whoever may recover secrets brings it back, disabled, and nobody can purge it.`
        : `The secret ${secret} is deleted. Until then whoever may recover secrets in the Key Vault ${vault} brings it back, disabled; the broker may not purge it.`,
      actor: isProtected ? 'nobody' : 'vault administrator',
      ...(recoverableUntil !== undefined && { until: instant(recoverableUntil) }),
      ...(isProtected ? {} : { command: `az keyvault secret purge ${named}` }),
    });
  }
  if (missing.includes('list')) {
    left.push({
      code: 'versions_unknown',
      text: `The broker may not list the versions of ${secret}: it disabled those that it knows. Look whether another is enabled.`,
      actor: 'vault administrator',
      command: `az keyvault secret list-versions ${named}`,
    });
  }
  return left;
}

/** What lies at Microsoft, or leads to new grants. */
function describeOutside(done: Done): readonly Left[] {
  const { grants, scope, partner, invitations, exports, isStopped, vaultNotAsked } = done;
  // Microsoft ended every session of their accounts, and every refresh token with them.
  const isSignedOut = grants.length > 0 && grants.every(({ stateReason }) => stateReason === 'signed_out');
  const left: Left[] = [];
  if (grants.length > 0 && vaultNotAsked !== undefined) {
    left.push({
      code: 'vault_not_asked',
      text: `Refresh tokens of this broker lay in the Key Vault ${vaultNotAsked} before. It is not configured, so nobody looked there: see whether a secret is left whose name begins with consentry-.`,
      actor: 'vault administrator',
      command: `az keyvault secret list --vault-name ${vaultNotAsked}`,
    });
  }
  const [copy] = exports;
  if (copy !== undefined && !isSignedOut) {
    const others = exports.length > 1 ? ` and ${count(exports.length - 1, 'time')} before` : '';
    left.push({
      code: 'copies_exported',
      text: `A copy of a refresh token left at ${instant(copy.at)} to ${copy.destination}${others}. It works until the sessions of the account are revoked at Microsoft.`,
      actor: 'partner administrator',
      link: revokeAccess,
    });
  }
  if (grants.some(({ purged }) => purged !== undefined)) {
    left.push({
      code: 'backups_remain',
      text: 'Backups that were made before still hold it, sealed to the recovery key. Where one is restored, the journal beside the master key takes it out again.',
      actor: 'operator',
    });
  }
  if (grants.length > 0 && !isSignedOut) {
    left.push({
      code: 'successors_live',
      text: 'Entra does not revoke a refresh token that is redeemed: those that it issued on the way, and copies that somebody may have, end unused after 90 days, or when an administrator of the partner revokes the sessions of the account. That ends its sessions everywhere, and the refresh tokens of other programs.',
      actor: 'partner administrator',
      link: revokeAccess,
    });
  }
  if (grants.length > 0) {
    left.push({
      code: 'consent_remains',
      text: 'The consent in the partner’s tenant stays. Who wants to end it deletes the enterprise application there.',
      actor: 'partner administrator',
      link: removeApplication,
    });
  }
  if (scope !== 'grant' && !isStopped) {
    left.push({
      code: 'application_goes_on',
      text: 'Tokens of the application alone need no grant, and are still handed out to callers who may have them. The kill switch stops them too.',
      actor: 'operator',
      command: `consentry stop ${scopeOption(partner)}`,
    });
  }
  if (scope !== 'grant' && !isStopped && invitations.open > 0) {
    left.push({
      code: 'invitations_open',
      text: `${count(invitations.open, 'invitation')} can still be used: whoever has such a link may give a new grant.`,
      actor: 'operator',
      until: instant(invitations.until),
    });
  }
  return left;
}

function scopeOption(partner: TenantId | undefined): string {
  return partner === undefined ? '--everything' : `--partner ${partner}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
