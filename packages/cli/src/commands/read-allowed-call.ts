import { ConsentryError } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';

type AllowedCall = NonNullable<RequestOf<'addCaller'>['body']['policy']['calls']>[number];

/**
 * Reads what a caller may call: `graph:/v1.0/users`, or with methods `GET,POST graph:/v1.0/users`.
 * @throws ConsentryError `usage`
 */
export function readAllowedCall(text: string): AllowedCall {
  const [, methods, resource, path] = /^(?:([A-Z,]+) +)?([a-z-]+):(\/\S+)$/.exec(text) ?? [];
  if (resource === undefined || path === undefined) {
    throw new ConsentryError('usage', {
      message: `${JSON.stringify(text)} does not say what may be called.`,
      remedy: 'Write it as graph:/v1.0/users, or "GET,POST graph:/v1.0/users".',
    });
  }
  // What is no method is refused by the broker, which knows them.
  const named = methods?.split(',') as AllowedCall['methods'];
  return { resource, paths: [path], ...(named === undefined ? {} : { methods: named }) };
}
