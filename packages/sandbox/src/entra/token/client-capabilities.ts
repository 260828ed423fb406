import { readClaims } from '../authorize/claims-challenge.ts';

/**
 * Reads what a client says that it can do, from the `claims` of a token request: `cp1` for continuous access evaluation.
 *
 * @throws EntraRefusal 9002313 when `claims` is no JSON object
 */
export function readClientCapabilities(form: URLSearchParams): string[] {
  const claims = form.get('claims');
  if (!claims) return [];
  const accessToken = memberOf(readClaims(claims), 'access_token');
  const values = memberOf(memberOf(accessToken, 'xms_cc'), 'values');
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
