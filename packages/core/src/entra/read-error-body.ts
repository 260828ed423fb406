import type { Facts } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../http/read-json.ts';
import { isGuid } from '../ids.ts';

/** The parts of an error body that may be kept. `error_description` is not among them: it can quote anything. */
export interface ErrorBody {
  readonly error?: string;
  readonly suberror?: string;
  readonly numbers: readonly number[];
  readonly facts: Facts;
}

/**
 * Takes from an error body what has the form that it should have, and nothing else.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export function readErrorBody(body: JsonObject): ErrorBody {
  const error = readWord(body['error']);
  const suberror = readWord(body['suberror']);
  const numbers = readNumbers(body['error_codes']);
  const claims = readClaims(body['claims']);
  const { correlation_id: correlationId, trace_id: traceId, timestamp } = body;
  return {
    numbers,
    ...(error && { error }),
    ...(suberror && { suberror }),
    facts: {
      ...(error && { error }),
      ...(suberror && { suberror }),
      ...(numbers.length > 0 && { errorCodes: numbers }),
      ...(isGuid(correlationId) && { correlationId }),
      ...(isGuid(traceId) && { traceId }),
      ...(isTimestamp(timestamp) && { timestamp }),
      ...(claims && { claims }),
    },
  };
}

function readWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z][a-z_]{0,59}$/.test(value) ? value : undefined;
}

function readNumbers(value: unknown): number[] {
  if (!Array.isArray(value)) return [];
  return value
    .map(Number)
    .filter((number) => Number.isSafeInteger(number) && number > 0)
    .slice(0, 10);
}

function readClaims(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 4096) return undefined;
  try {
    return isJsonObject(JSON.parse(value)) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTimestamp(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ$/.test(value);
}
