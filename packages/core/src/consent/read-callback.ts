import { longestIdToken } from '../entra/check-id-token.ts';
import type { Dialect } from '../entra/dialect.ts';
import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import { ConsentryError, type Facts } from '../errors.ts';
import type { InvitationId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import { Secret } from '../secret.ts';
import type { ConsentFlow, ConsentFlows } from './consent-flow.ts';
import { digest, matchesDigest } from './digest.ts';
import type { Invitation, InvitationKind } from './invitation.ts';
import { readIdentity } from './read-identity.ts';
import { requireUsable } from './start-consent.ts';

/** What the browser brought back: the fields of the form or of the query, and the flow cookie. */
export interface CallbackInput {
  readonly fields: URLSearchParams;
  readonly browser: string | undefined;
}

export interface ReadApprovalDeps {
  readonly flows: ConsentFlows;
  readonly clock: Clock;
}

export interface ReadCallbackDeps extends ReadApprovalDeps {
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
  /** When the invitation's button was pressed, epoch milliseconds. */
  readonly startedAt: number;
  /** Of the hybrid flow: the account that the invitation asked for, as Entra signed it. */
  readonly identity: IdTokenClaims | undefined;
}

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
 *   `consent_declined`, `consent_failed`, `invitation_not_found`, `invitation_spent`, `invitation_expired`; in the
 *   hybrid flow also `id_token_invalid`, `wrong_tenant`, `wrong_account` and those of the signing keys
 * @see OpenID Connect Core 1.0 §3.1.2.5 and §3.3.2.5, OAuth 2.0 Form Post Response Mode, RFC 6749 §4.1.2
 */
export async function readCallback(deps: ReadCallbackDeps, input: CallbackInput): Promise<ConsentCode> {
  const flow = await takeFlow(deps, input, 'connect');
  refuseProviderError(input.fields);
  const code = readOnce(input.fields, 'code', 8192);
  if (code === undefined || flow.verifier === undefined || flow.nonceDigest === undefined) {
    throw new ConsentryError('consent_failed', { message: 'The identity provider’s answer holds no code.' });
  }
  const invitation = await deps.invitations.find(flow.invitation);
  if (invitation === undefined) throw new ConsentryError('invitation_not_found');
  requireUsable(invitation, deps.clock.now());
  const consent = {
    code: Secret.of(code),
    verifier: flow.verifier,
    nonceDigest: flow.nonceDigest,
    invitation,
    startedAt: flow.startedAt,
  };
  return { ...consent, identity: await readFrontIdentity(deps, input.fields, consent) } as ConsentCode;
}

/** Who signed in, where the id_token comes with the code. Only keys are asked for, never the token endpoint. */
async function readFrontIdentity(
  { dialect, idTokens }: ReadCallbackDeps,
  fields: URLSearchParams,
  { code, nonceDigest, invitation }: Pick<ConsentCode, 'code' | 'nonceDigest' | 'invitation'>,
): Promise<IdTokenClaims | undefined> {
  if (dialect.responseType === 'code') return undefined;
  const text = readOnce(fields, 'id_token', longestIdToken);
  const idToken = text === undefined ? undefined : Secret.of(text);
  return readIdentity(idTokens, { idToken, nonceDigest, code }, invitation);
}

/**
 * Reads the provider's answer to an `approve` invitation.
 *
 * @throws ConsentryError `state_unknown`, `browser_mismatch`, `state_expired`, `state_used`, `consent_declined`,
 *   `consent_failed`
 * @see Microsoft identity platform, admin consent endpoint (2026-11)
 */
export async function readApproval(deps: ReadApprovalDeps, input: CallbackInput): Promise<ApprovalAnswer> {
  const flow = await takeFlow(deps, input, 'approve');
  refuseProviderError(input.fields);
  if (input.fields.get('admin_consent')?.toLowerCase() !== 'true') {
    throw new ConsentryError('consent_failed', {
      message: 'The identity provider’s answer does not say that it was approved.',
    });
  }
  return { invitation: flow.invitation } as ApprovalAnswer;
}

/**
 * Finds the invitation that an answer belongs to, so that a refusal can name it.
 * It proves nothing and changes nothing.
 */
export async function findCallbackInvitation(
  flows: ConsentFlows,
  fields: URLSearchParams,
): Promise<InvitationId | undefined> {
  const state = readState(fields);
  return state === undefined ? undefined : (await flows.find(digest(state)))?.invitation;
}

async function takeFlow(
  deps: ReadApprovalDeps,
  input: CallbackInput,
  purpose: InvitationKind,
): Promise<ConsentFlow> {
  const state = readState(input.fields);
  if (state === undefined) throw new ConsentryError('state_unknown');
  const key = digest(state);
  const flow = await deps.flows.find(key);
  if (flow === undefined || flow.purpose !== purpose) throw new ConsentryError('state_unknown');
  if (input.browser === undefined || !matchesDigest(input.browser, flow.browserDigest)) {
    throw new ConsentryError('browser_mismatch');
  }
  const now = deps.clock.now();
  if (flow.finishedAt !== undefined) throw new ConsentryError('state_used');
  if (flow.expiresAt <= now) throw new ConsentryError('state_expired');
  if (!(await deps.flows.finish(key, now))) throw new ConsentryError('state_used');
  return flow;
}

function readState(fields: URLSearchParams): string | undefined {
  return readOnce(fields, 'state', 512);
}

/** A field that is there once, is not empty and not too long (RFC 6749 §3.1: parameters must not repeat). */
function readOnce(fields: URLSearchParams, name: string, maxLength: number): string | undefined {
  const [value, ...others] = fields.getAll(name);
  return others.length === 0 && value && value.length <= maxLength ? value : undefined;
}

/** Tests `error` before anything else: an admin consent that failed still says `admin_consent=True`. */
function refuseProviderError(fields: URLSearchParams): void {
  const error = fields.get('error');
  if (error === null) return;
  const facts = refusalFacts(error, fields.get('error_description'));
  throw new ConsentryError(error === 'access_denied' ? 'consent_declined' : 'consent_failed', { facts });
}

/** The description may hold names, so only Microsoft's number is taken from it, for people to look up. */
function refusalFacts(error: string, description: string | null): Facts {
  const number = /AADSTS(\d{4,9})/.exec(description ?? '')?.[1];
  return {
    error: /^[a-z_]{1,64}$/.test(error) ? error : 'unreadable',
    ...(number === undefined ? {} : { aadsts: Number(number) }),
  };
}
