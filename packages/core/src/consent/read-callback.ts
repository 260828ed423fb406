import { longestIdToken } from '../entra/check-id-token.ts';
import type { Dialect } from '../entra/dialect.ts';
import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import { ConsentryError } from '../errors.ts';
import type { InvitationId } from '../ids.ts';
import { Secret } from '../secret.ts';
import type { FlowPurpose } from './consent-flow.ts';
import type { Invitation } from './invitation.ts';
import { readIdentity } from './read-identity.ts';
import { requireUsable } from './start-consent.ts';
import { type CallbackInput, findProviderError, readOnce, type TakeFlowDeps, takeFlow } from './take-flow.ts';

/** What the reading of Entra’s answer needs. */
export interface ReadCallbackDeps extends TakeFlowDeps {
  readonly invitations: { find(id: InvitationId): Promise<Invitation | undefined> };
  /** The one that was asked in: with `code id_token`, no code passes without the id_token that it belongs to. */
  readonly dialect: Dialect;
  readonly idTokens: IdTokenReader;
}

declare const checked: unique symbol;

/**
 * An authorization code of which everything was checked that its response type allows before it is redeemed: the
 * state was made here, is fresh, was not used, and came back in the browser that it was made for; the invitation
 * can be used; and in the hybrid flow, who signed in, by an id_token that belongs to this code.
 */
export interface ConsentCode {
  readonly [checked]: true;
  readonly code: Secret<string>;
  readonly verifier: Secret<string>;
  readonly nonceDigest: string;
  readonly invitation: Invitation;
  /** @see ConsentFlow.changesBefore */
  readonly changesBefore: number;
  /** Of the hybrid flow: the account that the invitation asked for, as Entra signed it. */
  readonly identity: IdTokenClaims | undefined;
}

/** A checked code of which nobody has looked yet whose it is. */
export type UnidentifiedCode = Omit<ConsentCode, typeof checked | 'identity'>;

/** The answer to an admin consent, checked like a {@link ConsentCode}. What it says of the tenant is not believed. */
export interface ApprovalAnswer {
  readonly [checked]: true;
  readonly invitation: InvitationId;
}

/**
 * Reads the provider's answer to a `connect` invitation. The flow is used up, whatever the outcome, except
 * when another browser brings the state: that leaves the right browser its turn.
 *
 * @throws ConsentryError `state_unknown`, `browser_mismatch`, `state_expired`, `state_used`,
 *   `consent_declined`, `consent_failed`, `invitation_not_found`, `invitation_spent`, `invitation_revoked`, `invitation_expired`; in the
 *   hybrid flow also `id_token_invalid`, `wrong_tenant`, `wrong_account` and those of the signing keys
 * @see OpenID Connect Core 1.0 §3.1.2.5 and §3.3.2.5, OAuth 2.0 Form Post Response Mode, RFC 6749 §4.1.2
 */
export async function readCallback(deps: ReadCallbackDeps, input: CallbackInput): Promise<ConsentCode> {
  return (await readIdentifiedCode(deps, input, 'connect')) as ConsentCode;
}

/** What a {@link ConsentCode} consists of. The brand says what for it was checked. */
export type IdentifiedCode = Omit<ConsentCode, typeof checked>;

/**
 * The same for a flow of a purpose.
 * @throws ConsentryError those of {@link readCallback}
 */
export async function readIdentifiedCode(
  deps: ReadCallbackDeps,
  input: CallbackInput,
  purpose: 'connect' | 'test',
): Promise<IdentifiedCode> {
  const consent = await takeCode(deps, input, purpose);
  return { ...consent, identity: await readFrontIdentity(deps, input.fields, consent) };
}

/**
 * Uses a flow up and takes the code that came for it.
 * @throws ConsentryError those of {@link readCallback} that are not of an id_token
 */
export async function takeCode(
  deps: Pick<ReadCallbackDeps, 'flows' | 'clock' | 'invitations'>,
  input: CallbackInput,
  purpose: FlowPurpose,
): Promise<UnidentifiedCode> {
  const flow = await takeFlow(deps, input, purpose);
  refuseProviderError(input.fields);
  const code = readOnce(input.fields, 'code', 8192);
  if (code === undefined || flow.verifier === undefined || flow.nonceDigest === undefined) {
    throw new ConsentryError('consent_failed', { message: 'The identity provider’s answer holds no code.' });
  }
  const invitation = await deps.invitations.find(flow.invitation);
  if (invitation === undefined) throw new ConsentryError('invitation_not_found');
  requireUsable(invitation, deps.clock.now());
  return {
    code: Secret.of(code),
    verifier: flow.verifier,
    nonceDigest: flow.nonceDigest,
    invitation,
    changesBefore: flow.changesBefore,
  };
}

/** Who signed in, where the id_token comes with the code. Only keys are asked for, never the token endpoint. */
async function readFrontIdentity(
  { dialect, idTokens }: ReadCallbackDeps,
  fields: URLSearchParams,
  { code, nonceDigest, invitation }: UnidentifiedCode,
): Promise<IdTokenClaims | undefined> {
  if (dialect.responseType === 'code') return undefined;
  const idToken = readFrontIdToken(fields);
  return readIdentity(idTokens, { idToken, nonceDigest, code }, invitation);
}

/** The id_token that came with a code. Nothing of it was checked. */
export function readFrontIdToken(fields: URLSearchParams): Secret<string> | undefined {
  const text = readOnce(fields, 'id_token', longestIdToken);
  return text === undefined ? undefined : Secret.of(text);
}

/**
 * Reads the provider's answer to an `approve` invitation.
 *
 * @throws ConsentryError `state_unknown`, `browser_mismatch`, `state_expired`, `state_used`, `consent_declined`,
 *   `consent_failed`
 * @see Microsoft identity platform, admin consent endpoint (2026-11)
 */
export async function readApproval(deps: TakeFlowDeps, input: CallbackInput): Promise<ApprovalAnswer> {
  const flow = await takeFlow(deps, input, 'approve');
  refuseProviderError(input.fields);
  if (input.fields.get('admin_consent')?.toLowerCase() !== 'true') {
    throw new ConsentryError('consent_failed', {
      message: 'The identity provider’s answer does not say that it was approved.',
    });
  }
  return { invitation: flow.invitation } as ApprovalAnswer;
}

/** Tests `error` before anything else: an admin consent that failed still says `admin_consent=True`. */
function refuseProviderError(fields: URLSearchParams): void {
  const refusal = findProviderError(fields);
  if (refusal === undefined) return;
  const { error, facts } = refusal;
  throw new ConsentryError(error === 'access_denied' ? 'consent_declined' : 'consent_failed', { facts });
}
