import type { AnswerOf } from '@consentry/core/contract';
import type { Caller } from '../stores/callers.ts';

/** A caller as the API shows it: without its key. */
export function describeCaller(row: Caller): AnswerOf<'listCallers'>['items'][number] {
  return {
    id: row.id,
    name: row.name,
    policy: row.policy,
    createdAt: new Date(row.createdAt).toISOString(),
    ...(row.expiresAt === undefined ? {} : { expiresAt: new Date(row.expiresAt).toISOString() }),
  };
}
