import {
  type AuditEvent,
  ConsentryError,
  type Grant,
  importRefreshToken,
  type SaidOfAccount,
  type SealedGrant,
  Secret,
  seal,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import { describeGrant } from './describe-grant.ts';
import { readAccount } from './read-account.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Takes a refresh token of another tool over. Everything is proven before anything is stored, and the newest refresh token is
 * what is stored. Nobody consented anew: a grant that was taken back stays so.
 * @throws RecordedRefusal for whatever it is refused for
 */
export async function importGrant(
  deps: RouteDeps,
  exchange: Exchange<'importGrant'>,
): Promise<AnswerOf<'importGrant'>> {
  const { refreshToken, replaces, ...body } = exchange.input.body;
  const said = readAccount(body);
  try {
    await requireUnstopped(deps, said.partner);
    const grant = await importRefreshToken(deps.importing, {
      ...said,
      refreshToken: Secret.of(refreshToken),
    });
    await requireNotPurged(deps, grant);
    const sealed = await seal(deps.seal, grant, {
      changesBefore: undefined,
      mayRenew: (stored) => requireRenewable(stored, replaces),
      record: (about) => deps.store.audit.write(importedEvent(deps, exchange, said, about)),
    });
    deps.tokens.forget(sealed.id);
    return { ...describeGrant(sealed, deps.application.id), isRenewed: sealed.version > 1 };
  } catch (thrown) {
    const error = toConsentryError(thrown);
    throw new RecordedRefusal(error, refusedEvent(deps, exchange, said, error));
  }
}

const staysBack = 'The grant of this account was revoked, and an import does not bring it back.';

/**
 * A grant that was purged is not found by its account any more, and what replaces it is a new grant: that takes a new consent.
 * The store refuses it too; here it is refused before anything lies in the vault.
 * @throws ConsentryError `grant_revoked`
 */
async function requireNotPurged(
  { store }: RouteDeps,
  { partner, subject, application }: Grant,
): Promise<void> {
  const ofAccount = (await store.grants.listByPartner(partner)).filter(
    (other) => other.subject === subject && other.application === application,
  );
  if (ofAccount.length > 0 && ofAccount.every(({ purged }) => purged !== undefined)) {
    throw new ConsentryError('grant_revoked', { message: staysBack });
  }
}

/** @throws ConsentryError `grant_revoked`; `grant_exists` for one that is not dead, unless it is to be replaced */
function requireRenewable({ id, state }: SealedGrant, replaces: boolean): void {
  if (state === 'revoked') {
    throw new ConsentryError('grant_revoked', { message: staysBack, facts: { grant: id } });
  }
  if (state !== 'consent_needed' && !replaces)
    throw new ConsentryError('grant_exists', { facts: { grant: id, state } });
}

function importedEvent(
  deps: RouteDeps,
  exchange: Exchange<'importGrant'>,
  { acceptsUnknownMfa }: SaidOfAccount,
  { id, partner, subject, application, version, mfa, amr }: SealedGrant,
): AuditEvent {
  return {
    type: 'grant.imported',
    at: deps.clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    grant: id,
    partner,
    subject,
    application,
    version,
    mfa,
    amr,
    acceptsUnknownMfa,
  };
}

function refusedEvent(
  deps: RouteDeps,
  exchange: Exchange<'importGrant'>,
  { partner }: SaidOfAccount,
  { code, facts: { reason } }: ConsentryError,
): AuditEvent {
  return {
    type: 'import.refused',
    at: deps.clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    code,
    ...(typeof reason === 'string' && { reason }),
    partner,
  };
}
