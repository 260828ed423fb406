import { createHash } from 'node:crypto';
import type { Facts } from '../errors.ts';
import type { IncomingAnswer } from '../ports.ts';

/** The most that an answer may weigh unless its reader says otherwise. */
export const maxAnswerBytes = 1_048_576;

export type JsonObject = Readonly<Record<string, unknown>>;
export type JsonProblem = 'too_large' | 'not_utf8' | 'not_json' | 'not_an_object';
export type JsonReading =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly reason: JsonProblem };

/**
 * Reads a JSON object in UTF-8, with or without byte order mark. Whether it is JSON is decided by parsing;
 * the content type, which intermediaries get wrong, is not asked.
 */
export function readJson(body: Uint8Array): JsonReading {
  if (body.byteLength > maxAnswerBytes) return { ok: false, reason: 'too_large' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return { ok: false, reason: 'not_utf8' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not_json' };
  }
  return isJsonObject(value) ? { ok: true, value } : { ok: false, reason: 'not_an_object' };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What may be told of a body that may hold anything: its kind, its weight and a mark to recognise it by. */
export function bodyFacts(answer: IncomingAnswer): Facts {
  const contentType = answer.headers['content-type'] ?? '';
  return {
    status: answer.status,
    contentType: /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(contentType)?.[0] ?? 'none',
    bytes: answer.body.byteLength,
    sha256: createHash('sha256').update(answer.body).digest('hex').slice(0, 16),
  };
}
