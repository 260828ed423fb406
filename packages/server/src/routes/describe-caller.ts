import type { AnswerOf } from '@consentry/core/contract';
import type { CallerIdentity } from '../stores/caller-identities.ts';
import type { CallerKey, KnownCaller } from '../stores/callers.ts';

/** A caller as the API shows it: its keys only by their ids. */
export function describeCaller({
  caller,
  keys,
  identities,
}: KnownCaller): AnswerOf<'listCallers'>['items'][number] {
  return {
    id: caller.id,
    name: caller.name,
    policy: caller.policy,
    createdAt: new Date(caller.createdAt).toISOString(),
    keys: keys.map(describeKey),
    identities: identities.map(describeIdentity),
  };
}

/** A key as the API shows it, without what opens anything. */
export function describeKey({
  id,
  createdAt,
  expiresAt,
}: CallerKey): AnswerOf<'listCallerKeys'>['items'][number] {
  return {
    id,
    createdAt: new Date(createdAt).toISOString(),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
  };
}

/** An identity as the API shows it. */
export function describeIdentity({
  id,
  issuer,
  claims,
  createdAt,
}: CallerIdentity): AnswerOf<'listCallerIdentities'>['items'][number] {
  return { id, issuer, claims, createdAt: new Date(createdAt).toISOString() };
}
