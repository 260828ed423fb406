import type { JsonObject } from '../http/read-json.ts';

/** A claim that is a string. Only the token's own claims count, not what an object inherits. */
export function textClaim(claims: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A claim that is a list of strings; a list of anything else is none. */
export function textListClaim(claims: JsonObject, name: string): readonly string[] | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** A claim that is a NumericDate, as epoch milliseconds. */
export function instantClaim(claims: JsonObject, name: string): number | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value * 1000 : undefined;
}
