import { ConsentryError, type Facts } from '../errors.ts';
import type { InvitationId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import type { ConsentFlow, ConsentFlows, FlowPurpose } from './consent-flow.ts';
import { digest, matchesDigest } from './digest.ts';

/** What the browser brought back: the fields of the form or of the query, and the flow cookie. */
export interface CallbackInput {
  readonly fields: URLSearchParams;
  readonly browser: string | undefined;
}

/** What is needed to find the sign-in that an answer belongs to. */
export interface TakeFlowDeps {
  readonly flows: ConsentFlows;
  readonly clock: Clock;
}

/**
 * Uses up the flow that an answer belongs to. When another browser brings the state, the right browser keeps its turn.
 * @throws ConsentryError `state_unknown`, `browser_mismatch`, `state_expired`, `state_used`
 */
export async function takeFlow(
  deps: TakeFlowDeps,
  input: CallbackInput,
  purpose: FlowPurpose,
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

/**
 * Finds the invitation that an answer belongs to, so that a refusal can name it.
 * It proves nothing and changes nothing.
 */
export async function findCallbackInvitation(
  flows: ConsentFlows,
  fields: URLSearchParams,
): Promise<InvitationId | undefined> {
  return (await findCallbackFlow(flows, fields))?.invitation;
}

/**
 * Finds what an answer is about, where one redirect URI serves several purposes. Whoever takes the flow checks it, with all else.
 * It proves nothing and changes nothing.
 */
export async function findCallbackPurpose(
  flows: ConsentFlows,
  fields: URLSearchParams,
): Promise<FlowPurpose | undefined> {
  return (await findCallbackFlow(flows, fields))?.purpose;
}

async function findCallbackFlow(
  flows: ConsentFlows,
  fields: URLSearchParams,
): Promise<ConsentFlow | undefined> {
  const state = readState(fields);
  return state === undefined ? undefined : flows.find(digest(state));
}

/** The `state` of an answer, where it is there once. Nothing of it was checked. */
export function readState(fields: URLSearchParams): string | undefined {
  return readOnce(fields, 'state', 512);
}

/** A field that is there once, is not empty and not too long (RFC 6749 §3.1: parameters must not repeat). */
export function readOnce(fields: URLSearchParams, name: string, maxLength: number): string | undefined {
  const [value, ...others] = fields.getAll(name);
  return others.length === 0 && value && value.length <= maxLength ? value : undefined;
}

/**
 * What the provider's refusal says, or undefined for an answer that is none. Look at it before anything else: an admin consent
 * that failed still says `admin_consent=True`. The description may hold names, so only Microsoft's number is taken from it, for
 * people to look up.
 */
export function findProviderError(
  fields: URLSearchParams,
): { readonly error: string; readonly facts: Facts } | undefined {
  const error = fields.get('error');
  if (error === null) return undefined;
  const number = /AADSTS(\d{4,9})/.exec(fields.get('error_description') ?? '')?.[1];
  return {
    error,
    facts: {
      error: /^[a-z_]{1,64}$/.test(error) ? error : 'unreadable',
      ...(number === undefined ? {} : { aadsts: Number(number) }),
    },
  };
}
