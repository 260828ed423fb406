import { ConsentryError } from '../errors.ts';
import { isJsonObject, type JsonObject } from './read-json.ts';

/**
 * Reads what Microsoft gave, field by field. What is missing or of another kind is nothing, and never a guess: so does `…Of`. Where
 * nothing would pass for something good, as an exclusion that is lost, it makes the whole unreadable: so does `read…`.
 */
export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** @returns epoch milliseconds */
export function instantOf(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** An item of a list. @throws ConsentryError `api_bad_response` where it is no object */
export function readObject(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new ConsentryError('api_bad_response');
  return value;
}

/** A part that an object may lack. @throws ConsentryError `api_bad_response` where it is there and no object */
export function readPart(value: unknown): JsonObject {
  return value === undefined || value === null ? {} : readObject(value);
}

/** @throws ConsentryError `api_bad_response` where it is no text */
export function readText(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new ConsentryError('api_bad_response');
  return value;
}

/** A list that may be missing. @throws ConsentryError `api_bad_response` where it is there and no list of texts */
export function readTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ConsentryError('api_bad_response');
  return value.map(readText);
}
