import { ConsentryError, withWords } from '../../errors.ts';
import { isJsonObject, type JsonObject } from '../../http/read-json.ts';
import { readRefusal } from '../read-refusal.ts';
import type { BatchOutcome } from './batch-request.ts';

/**
 * Reads the answers of a batch, which come in any order. One that is missing is an error of its request alone: whether that was made
 * is not known.
 *
 * @param ids those that were asked
 * @throws ConsentryError `api_bad_response` where it is no answer of a batch, or an id was not asked for or is there twice
 */
export function readBatchAnswers(json: unknown, ids: readonly string[]): readonly BatchOutcome[] {
  const responses = isJsonObject(json) ? json['responses'] : undefined;
  if (!Array.isArray(responses)) throw new ConsentryError('api_bad_response');
  const answers = new Map<string, JsonObject>();
  for (const answer of responses as readonly unknown[]) {
    const id = isJsonObject(answer) ? answer['id'] : undefined;
    if (!isJsonObject(answer) || typeof id !== 'string' || !ids.includes(id) || answers.has(id))
      throw new ConsentryError('api_bad_response');
    answers.set(id, answer);
  }
  return ids.map((id) => readOne(id, answers.get(id)));
}

function readOne(id: string, answer: JsonObject | undefined): BatchOutcome {
  const { status, body } = answer ?? {};
  if (typeof status !== 'number' || !Number.isInteger(status))
    return { id, ok: false, error: new ConsentryError('api_bad_response') };
  const headers = readHeaders(answer?.['headers']);
  if (status >= 200 && status <= 299) return { id, ok: true, status, headers, json: body };
  const refusal = readRefusal({ status, headers, body: Buffer.from(JSON.stringify(body ?? null)) });
  // It was this request's own answer, and not the whole batch's, which `Api.call` has tried already.
  return { id, ok: false, error: withWords(refusal, { facts: { ...refusal.facts, inBatch: true } }) };
}

function readHeaders(headers: unknown): Record<string, string> {
  const texts = Object.entries(isJsonObject(headers) ? headers : {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
  );
  return Object.fromEntries(texts);
}
