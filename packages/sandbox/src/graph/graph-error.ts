import { randomUUID } from 'node:crypto';
import { writeChallenge } from '../bearer-challenge.ts';
import type { SandboxParts } from '../parts.ts';

/** Graph says no. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  /** Of a claims challenge: what the next token must have, base64. */
  readonly challenge: string | undefined;

  constructor(status: number, code: string, message: string, challenge?: string) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.challenge = challenge;
  }
}

/** There is no such object, or it is not in this tenant. */
export function notFound(id: string): GraphError {
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphError(404, 'Request_ResourceNotFound', message);
}

/** The request itself is wrong. */
export function badRequest(message: string): GraphError {
  return new GraphError(400, 'Request_BadRequest', message);
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
  if (error.status === 401) headers.set('www-authenticate', writeChallenge(parts, error.challenge));
  const body = { error: { code: error.code, message: error.message, innerError } };
  return Response.json(body, { status: error.status, headers });
}
