import type { z } from 'zod';
import { ApiFault } from './api-fault.ts';

/**
 * Reads the body of a write. The names of fields may begin with a capital letter, as .NET clients write them.
 *
 * @throws ApiFault 400/800002
 */
export function readBody<T>(text: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(withSmallLetters(parse(text)));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new ApiFault(400, '800002', `Invalid request input: ${place} ${issue?.message ?? ''}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiFault(400, '800002', 'Invalid request input: the body is not JSON.');
  }
}

/** No body that Partner Center takes is half as deep. */
const DEEPEST = 32;

function withSmallLetters(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST)
    throw new ApiFault(400, '800002', 'Invalid request input: the body is nested too deep.');
  if (Array.isArray(value)) return value.map((item) => withSmallLetters(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, field]) => [
    name.slice(0, 1).toLowerCase() + name.slice(1),
    withSmallLetters(field, depth + 1),
  ]);
  return Object.fromEntries(entries);
}
