import type { z } from 'zod';
import { DefenderError } from './defender-error.ts';

/** @throws DefenderError `InvalidRequestBody` */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(parse(await request.text()));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new DefenderError(
    'InvalidRequestBody',
    `Request body is incorrect: ${place} ${issue?.message ?? ''}`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DefenderError('InvalidRequestBody', 'Request body is incorrect: it is no JSON.');
  }
}
