import {
  type AuditEvent,
  type AuditSink,
  type ErrorCode,
  type ErrorEntry,
  errorTable,
  findMeaning,
  findStateReason,
  type StateReason,
} from '@consentry/core';
import { type AlertNews, nothingToDo } from './alert.ts';
import type { Tell } from './alerts.ts';

type Event<Type extends AuditEvent['type']> = Extract<AuditEvent, { readonly type: Type }>;

/**
 * Tells of what is recorded and needs a person, also where the record cannot be written. Of several replicas it is one that
 * changes the state of a grant, and so one that tells of it; that MFA is missing, each notices by itself.
 */
export function tellOfRecords<Sink extends AuditSink>(audit: Sink, tell: Tell): Sink {
  const write = (event: AuditEvent): Promise<void> => {
    const news = findNews(event);
    if (news !== undefined) tell(news);
    return audit.write(event);
  };
  return { ...audit, write };
}

function findNews(event: AuditEvent): AlertNews | undefined {
  if (event.type === 'grant.state_changed') return findNewsOfState(event);
  if (event.type === 'grant.saved') {
    return {
      type: event.type,
      ...ofGrant(event),
      detail: `The stored refresh token of ${grantOf(event)} was dead: the provider ends refresh tokens that were redeemed.`,
      remedy: 'Set `cloud.refreshTokens` to `single-use`, and restart.',
    };
  }
  if (event.type === 'grant.exported') {
    return {
      type: event.type,
      ...ofGrant(event),
      detail: `An operator has the refresh token of ${grantOf(event)} written to ${event.to}.`,
      remedy:
        'If nobody of yours did this: revoke the grant, delete that copy, and make a new operator key. The copy works until the sessions of the account are revoked at Microsoft.',
    };
  }
  if (event.type === 'grant.mfa_missing') {
    return {
      type: event.type,
      ...ofGrant(event),
      // Each replica flags it, and again after a start: once a day is enough.
      about: [event.grant, new Date(event.at).toISOString().slice(0, 10)],
      code: 'api_mfa_required',
      detail: `Partner Center refuses the calls of ${grantOf(event)}, or soon will.`,
      remedy: errorTable.api_mfa_required.remedy,
    };
  }
  if (event.type === 'grant.refused') {
    const { code, aadsts } = event;
    const { message, remedy } = findNumber({ code, aadsts }) ?? ofCode(code);
    const detail = `${message} It is ${grantOf(event)}, which is kept. It is looked at again each hour.`;
    return { type: event.type, ...ofGrant(event), code, detail, remedy };
  }
  if (event.type === 'grant.accepted') {
    const detail = `The partner’s tenant accepts ${grantOf(event)} again.`;
    return { type: 'grant.recovered', ...ofGrant(event), detail, remedy: nothingToDo };
  }
  if (event.type !== 'audit.cut') return undefined;
  const { type, at, writer, sequence } = event;
  return {
    type,
    at,
    about: [writer, sequence],
    detail: `The records of the writer ${writer} up to number ${sequence} were anchored, and their end is not there.`,
    remedy: 'Run `consentry audit verify`: it says where. Find out who cut it off, or set the store back.',
  };
}

/** Nothing of a grant that an operator took back: that person knows. */
function findNewsOfState(event: Event<'grant.state_changed'>): AlertNews | undefined {
  const { state, reason } = event;
  const news = ofGrant(event);
  if (state === 'healthy') {
    const detail = `Tokens are handed out again of ${grantOf(event)}.`;
    return { ...news, type: 'grant.recovered', detail, remedy: nothingToDo };
  }
  if (state !== 'consent_needed' && state !== 'admin_needed' && state !== 'held') return undefined;
  const { code, message, remedy } = readReason(event) ?? ofCode(state === 'held' ? 'grant_held' : state);
  const detail = `${message} It is ${grantOf(event)}; the reason is ${reason}.`;
  return { ...news, type: `grant.${state}`, code, detail, remedy };
}

type OfGrant = Event<
  | 'grant.accepted'
  | 'grant.exported'
  | 'grant.mfa_missing'
  | 'grant.refused'
  | 'grant.saved'
  | 'grant.state_changed'
>;

function ofGrant({ at, grant, partner }: OfGrant): Pick<AlertNews, 'at' | 'grant' | 'partner' | 'about'> {
  return { at, grant, partner, about: [grant, at] };
}

function grantOf({ grant, partner }: OfGrant): string {
  return `the grant ${grant} of the partner ${partner}`;
}

type Reason = Pick<ErrorEntry, 'message' | 'remedy'> & { readonly code: ErrorCode };

/** A reason is a code, perhaps with a number of Microsoft's behind it that says more, or a word of its own. */
function readReason({ grant, reason }: Event<'grant.state_changed'>): Reason | undefined {
  const read = findStateReason(reason);
  if (read === undefined) return undefined;
  const { code } = read;
  const known = findNumber(read);
  if (known === undefined) return ofCode(code);
  const isInvited = code === 'consent_needed' || code === 'step_up_needed';
  const command = isInvited ? ` The command for it: \`consentry invite --for-grant ${grant}\`.` : '';
  return { ...known, remedy: `${known.remedy}${command}` };
}

function findNumber(reason: StateReason): Reason | undefined {
  const known = findMeaning(reason);
  if (known === undefined) return undefined;
  const { code, number, meaning, remedy } = known;
  return { code, message: `${errorTable[code].message} AADSTS${number}: ${meaning}`, remedy };
}

function ofCode(code: ErrorCode): Reason {
  const { message, remedy } = errorTable[code];
  return { code, message, remedy };
}
