import type { ResourceName } from '../entra/cloud.ts';
import { type ConsentryError, withWords } from '../errors.ts';
import { type ApiCode, apiCodes } from '../explanation/api-codes.ts';

/** Says what an API means by a code of its own, and what to do, where that is known and fits the refusal. */
export function withApiCode(error: ConsentryError, resource: ResourceName): ConsentryError {
  const known = findApiCode(resource, error.facts['apiCode']);
  if (known === undefined || known.code !== error.code) return error;
  return withWords(error, { message: known.meaning, remedy: known.remedy ?? error.remedy });
}

function findApiCode(resource: ResourceName, code: unknown): ApiCode | undefined {
  const { codes } = apiCodes[resource];
  return typeof code === 'string' && Object.hasOwn(codes, code) ? codes[code] : undefined;
}
