import type { SandboxParts } from '../parts.ts';

/** Azure Resource Manager says no. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ArmError';
    this.status = status;
    this.code = code;
  }
}

/**
 * The error as ARM answers it. A 401 has a challenge.
 *
 * @param tenantId where a token should come from; `common` when nobody knows
 */
export function answerArmError(
  { origins }: SandboxParts,
  { status, code, message }: ArmError,
  tenantId = 'common',
): Response {
  const headers = new Headers();
  if (status === 401) {
    const where = `authorization_uri="${origins.login}/${tenantId}"`;
    headers.set('www-authenticate', `Bearer ${where}, error="invalid_token", error_description="${message}"`);
  }
  return Response.json({ error: { code, message } }, { status, headers });
}
