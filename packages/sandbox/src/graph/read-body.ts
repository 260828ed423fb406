import type { z } from 'zod';
import { badRequest } from './graph-error.ts';

/** @throws GraphError 400 `Request_BadRequest` */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(parse(await request.text()));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badRequest(
    `Invalid value for '${issue?.path.map(String).join('.') ?? ''}': ${issue?.message ?? ''}.`,
  );
}

/** No body is an empty object: some actions need nothing. */
function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    // The message of a SyntaxError shows a piece of the text.
    if (error instanceof SyntaxError) throw badRequest('Unable to read JSON request payload.');
    throw error;
  }
}
