import { randomUUID } from 'node:crypto';

/** What a refusal is named, at the top and inside. The table is the sandbox's part of Key Vault's own. */
export type VaultErrorCode =
  | 'BadParameter'
  | 'Unauthorized'
  | 'Forbidden'
  | 'SecretNotFound'
  | 'Conflict'
  | 'Throttled'
  | 'VaultNotFound';
export type InnerErrorCode =
  | 'AccessDenied'
  | 'ForbiddenByPolicy'
  | 'ForbiddenByFirewall'
  | 'SecretDisabled'
  | 'ObjectIsDeletedButRecoverable'
  | 'ObjectIsBeingDeleted';

/** Key Vault says no. The message never holds the value of a secret. */
export class VaultError extends Error {
  readonly status: number;
  readonly code: VaultErrorCode;
  readonly innerCode: InnerErrorCode | undefined;
  /** After which time the same request may work. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    code: VaultErrorCode,
    message: string,
    innerCode?: InnerErrorCode,
    retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'VaultError';
    this.status = status;
    this.code = code;
    this.innerCode = innerCode;
    this.retryAfterMs = retryAfterMs;
  }
}

/** 400: the request itself is not good. */
export function badParameter(message: string): VaultError {
  return new VaultError(400, 'BadParameter', message);
}

/** 404: there is no such secret or version. */
export function secretNotFound(name: string): VaultError {
  const message = `A secret with (name/id) ${name} was not found in this key vault.`;
  return new VaultError(404, 'SecretNotFound', message);
}

/** The error as Key Vault answers it. */
export function answerVaultError(error: VaultError, headers: Record<string, string>): Response {
  const inner = error.innerCode === undefined ? {} : { innererror: { code: error.innerCode } };
  const body = { error: { code: error.code, message: error.message, ...inner } };
  const { retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return Response.json(body, {
    status: error.status,
    headers: { 'x-ms-request-id': randomUUID(), ...wait, ...headers },
  });
}
