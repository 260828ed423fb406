import { randomUUID } from 'node:crypto';
import { writeChallenge } from '../bearer-challenge.ts';
import type { SandboxParts } from '../parts.ts';

/** The codes of Defender that the sandbox gives. */
export type DefenderCode =
  | 'BadRequest'
  | 'ODataError'
  | 'InvalidRequestBody'
  | 'MissingRequiredParameter'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'ResourceNotFound'
  | 'TooManyRequests';

const STATUS: Readonly<Record<DefenderCode, number>> = {
  BadRequest: 400,
  ODataError: 400,
  InvalidRequestBody: 400,
  MissingRequiredParameter: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  ResourceNotFound: 404,
  TooManyRequests: 429,
};

/** Defender says no. */
export class DefenderError extends Error {
  readonly code: DefenderCode;
  /** What a 429 asks the caller to wait. */
  readonly retryAfterSeconds: number | undefined;
  /** Of a claims challenge: what the next token must have, base64. */
  readonly challenge: string | undefined;

  constructor(
    code: DefenderCode,
    message: string,
    more: { retryAfterSeconds?: number; challenge?: string | undefined } = {},
  ) {
    super(message);
    this.name = 'DefenderError';
    this.code = code;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.challenge = more.challenge;
  }
}

/** The error as Defender answers it. That a 401 carries a challenge is a guess (2026-11). */
export function answerDefenderError(
  parts: SandboxParts,
  { code, message, retryAfterSeconds, challenge }: DefenderError,
): Response {
  const headers = new Headers();
  if (code === 'Unauthorized') headers.set('www-authenticate', writeChallenge(parts, challenge));
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  return Response.json({ error: { code, message, target: randomUUID() } }, { status: STATUS[code], headers });
}
