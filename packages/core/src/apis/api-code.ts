import { isJsonObject, readJson } from '../http/read-json.ts';
import type { IncomingAnswer } from '../ports.ts';

/** The code of Partner Center's `{code}` and of `{error:{code}}` elsewhere, as text or as a number. Undefined where there is none. */
export function findApiCode(answer: Pick<IncomingAnswer, 'body'>): string | undefined {
  const reading = readJson(answer.body);
  if (!reading.ok) return undefined;
  const { error, code } = reading.value;
  return readId(code) ?? (isJsonObject(error) ? readId(error['code']) : undefined);
}

/** Something that identifies, and cannot be a sentence. */
export function readId(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[A-Za-z0-9._:-]{1,64}$/.test(text) ? text : undefined;
}

/** The first words of an answer, to look into. They may hold names: they are never kept. */
export function beginningOf({ body }: Pick<IncomingAnswer, 'body'>): string {
  return new TextDecoder().decode(body.subarray(0, 4096));
}
