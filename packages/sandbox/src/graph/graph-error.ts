import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../parts.ts';

/** Graph says no. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
  }
}

/** The error as Graph answers it. */
export function answerGraphError(parts: SandboxParts, request: Request, error: GraphError): Response {
  const requestId = randomUUID();
  const innerError = {
    date: new Date(parts.clock.now()).toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': request.headers.get('client-request-id') ?? requestId,
  };
  const headers = new Headers({ 'request-id': requestId });
  if (error.status === 401) headers.set('www-authenticate', 'Bearer realm="", error="invalid_token"');
  const body = { error: { code: error.code, message: error.message, innerError } };
  return Response.json(body, { status: error.status, headers });
}
