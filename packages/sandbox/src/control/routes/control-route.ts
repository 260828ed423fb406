import type { z } from 'zod';
import { ControlProblems, readBySchema } from '../problems.ts';

/** One thing that the control origin can be asked for. */
export interface ControlRoute {
  method: 'GET' | 'POST' | 'DELETE';
  /** As Hono writes paths: `/faults/:id`. */
  path: string;
  /** For the list of what there is: what it wants and what it does. */
  what: string;
  /** @throws ControlProblems for a request that is not good */
  answer(request: Request): Response | Promise<Response>;
}

/**
 * Reads the JSON body of a request.
 *
 * @throws ControlProblems when it is no JSON, or not what the schema says
 */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ControlProblems([{ path: '', message: 'the body must be JSON' }]);
  }
  return readBySchema(schema, body);
}

/** The answer to a request that needs none. */
export function done(): Response {
  return new Response(null, { status: 204 });
}
