import type { ResourceName } from '../entra/cloud.ts';
import { ConsentryError } from '../errors.ts';
import { type ApiCode, type ApiCodes, apiCodes } from '../explanation/api-codes.ts';

/** Says what an API means by a code of its own, and what to do, where that is known and fits the refusal. */
export function withApiCode(error: ConsentryError, resource: ResourceName): ConsentryError {
  const { code, remedy, facts, retryAfterMs, cause } = error;
  const known = findApiCode(resource, facts['apiCode']);
  if (known === undefined || known.code !== code) return error;
  return new ConsentryError(code, {
    message: known.meaning,
    remedy: known.remedy ?? remedy,
    facts,
    cause,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function findApiCode(resource: ResourceName, code: unknown): ApiCode | undefined {
  const { codes }: Pick<ApiCodes, 'codes'> = resource === 'arm' ? { codes: {} } : apiCodes[resource];
  return typeof code === 'string' && Object.hasOwn(codes, code) ? codes[code] : undefined;
}
