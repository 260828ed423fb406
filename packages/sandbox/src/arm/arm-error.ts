import { writeChallenge } from '../bearer-challenge.ts';
import type { SandboxParts } from '../parts.ts';

/** Azure Resource Manager says no. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  /** Of a claims challenge: what the next token must have, base64. */
  readonly challenge: string | undefined;

  constructor(status: number, code: string, message: string, challenge?: string) {
    super(message);
    this.name = 'ArmError';
    this.status = status;
    this.code = code;
    this.challenge = challenge;
  }
}

/**
 * The error as ARM answers it. A 401 has a challenge.
 *
 * @param tenantId where a token should come from; `common` when nobody knows
 */
export function answerArmError(
  parts: SandboxParts,
  { status, code, message, challenge }: ArmError,
  tenantId = 'common',
): Response {
  const headers = new Headers();
  if (status === 401) {
    const description = `, error_description="${message}"`;
    headers.set('www-authenticate', writeChallenge(parts, challenge, tenantId) + description);
  }
  return Response.json({ error: { code, message } }, { status, headers });
}
