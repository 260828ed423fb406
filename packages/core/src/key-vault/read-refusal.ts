import { ConsentryError, type Facts } from '../errors.ts';
import { bodyFacts, isJsonObject, readJson } from '../http/read-json.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { IncomingAnswer, TransportError, TransportFailure } from '../ports.ts';

/**
 * How far a failed call may have come. It stands in the facts of `vault_unavailable` and `vault_bad_response` as
 * `mayHaveArrived`: a write with it may have been done.
 */
export function isAmbiguous(error: ConsentryError): boolean {
  return error.facts['mayHaveArrived'] === true;
}

/** Refusals that the protocol reads on, before anybody else hears of them. */
export type Outcome = 'not_found' | 'disabled' | 'deleted';

/** The outcome that a refusal stands for, if it is one of them. */
export function outcomeOf(error: ConsentryError): Outcome | undefined {
  const outcome = error.facts['outcome'];
  return outcomes.find((one) => one === outcome);
}

const outcomes: readonly Outcome[] = ['not_found', 'disabled', 'deleted'];

/**
 * What an answer that is no success means. Key Vault's own words are left out, its codes are kept.
 * @throws nothing
 * @see https://learn.microsoft.com/azure/key-vault/general/rest-error-codes checked 2026-11-20
 */
export function readRefusal(answer: IncomingAnswer): ConsentryError {
  const { code, inner } = readCodes(answer);
  const requestId = readWord(answer.headers['x-ms-request-id']);
  const facts: Facts = {
    status: answer.status,
    ...(code === undefined ? {} : { vaultCode: code }),
    ...(inner === undefined ? {} : { vaultInnerCode: inner }),
    ...(requestId === undefined ? {} : { vaultRequestId: requestId }),
  };
  const known = explain(answer.status, code, inner);
  if (known !== undefined) {
    const { error, ...words } = known;
    return new ConsentryError(error, { ...words, facts: { ...facts, ...words.facts } });
  }
  if (answer.status === 408 || answer.status >= 500) {
    return new ConsentryError('vault_unavailable', { facts: { ...facts, mayHaveArrived: true } });
  }
  if (answer.status >= 200 && answer.status < 400) return badAnswer('status', answer);
  return new ConsentryError('vault_denied', {
    message: 'The vault does not accept our request.',
    remedy: 'Look the code in the facts up at Microsoft, and check keyVault.url.',
    facts: { ...facts, reason: 'request' },
  });
}

interface Explanation {
  readonly error:
    | 'secret_missing'
    | 'secret_disabled'
    | 'secret_deleted'
    | 'vault_denied'
    | 'vault_unavailable';
  readonly message?: string;
  readonly remedy?: string;
  readonly facts?: Facts;
}

function explain(status: number, code?: string, inner?: string): Explanation | undefined {
  if (status === 404 && code === 'SecretNotFound')
    return { error: 'secret_missing', facts: { outcome: 'not_found' } };
  if (status === 404 && code === 'VaultNotFound') {
    return { ...noSuchVault, error: 'vault_unavailable' };
  }
  if (status === 403 && inner === 'SecretDisabled')
    return { error: 'secret_disabled', facts: { outcome: 'disabled' } };
  if (status === 403) return { error: 'vault_denied', ...(denials[inner ?? ''] ?? denials['']) };
  if (status === 409 && inner === 'ObjectIsDeletedButRecoverable') {
    return { error: 'secret_deleted', facts: { outcome: 'deleted' } };
  }
  // The secret is being deleted, recovered or written by another: it ends by itself.
  return status === 409 ? { error: 'vault_unavailable' } : undefined;
}

const noSuchVault = {
  message: 'There is no vault of that name, or its name cannot be resolved from here.',
  remedy: 'Check keyVault.url. With a private endpoint, check that this machine uses its private DNS zone.',
  facts: { reason: 'vault_not_found' },
} as const;

const network = {
  message: 'The vault’s firewall does not let the broker in. The grants are untouched.',
  remedy: 'Allow the broker’s address in the vault’s network settings, or reach it by a private endpoint.',
  facts: { reason: 'firewall' },
} as const;

/** By the inner code of a 403. */
const denials: Readonly<Record<string, Omit<Explanation, 'error'>>> = {
  ForbiddenByFirewall: network,
  ForbiddenByConnection: network,
  ForbiddenByRbac: {
    message: 'The broker’s identity has no role on the vault that allows this. The grants are untouched.',
    remedy:
      'Assign it the role Key Vault Secrets Officer on the vault; it may take ten minutes to take effect.',
    facts: { reason: 'rbac' },
  },
  ForbiddenByPolicy: {
    message: 'The vault’s access policy does not allow the broker this. The grants are untouched.',
    remedy: 'Give the broker’s identity Get and Set on secrets in the vault’s access policies.',
    facts: { reason: 'policy' },
  },
  '': { facts: { reason: 'forbidden' } },
};

/**
 * An answer that did not come.
 * @returns `vault_unavailable`, `vault_bad_response` (too large, or not HTTP)
 */
export function readTransport({ failure, mayHaveArrived }: TransportError): ConsentryError {
  const facts = { transport: failure, mayHaveArrived };
  if (failure === 'dns') {
    return new ConsentryError('vault_unavailable', {
      ...noSuchVault,
      facts: { ...noSuchVault.facts, ...facts },
    });
  }
  const isBad = failure === 'protocol' || failure === 'too_large';
  return new ConsentryError(isBad ? 'vault_bad_response' : 'vault_unavailable', {
    ...sentences[failure],
    facts,
  });
}

const sentences: Readonly<
  Partial<Record<TransportFailure, { readonly message: string; readonly remedy?: string }>>
> = {
  timeout: { message: 'The vault did not answer in time.' },
  reset: { message: 'The vault’s answer was lost on the way.' },
  connect: { message: 'The vault cannot be reached.' },
  proxy: {
    message: 'The proxy did not let the request to the vault through.',
    remedy:
      'See whether the proxy of proxy.url runs and lets this machine out, or name the vault in proxy.except.',
  },
  tls: {
    message: 'The vault’s certificate was not accepted.',
    remedy: 'Check keyVault.url, the clock and any proxy in between.',
  },
};

/** An answer that makes no sense. Nothing of it is repeated. The call may have been done all the same. */
export function badAnswer(
  reason: 'status' | 'body' | 'address' | 'read_back',
  answer?: IncomingAnswer,
): ConsentryError {
  const facts = answer === undefined ? {} : bodyFacts(answer);
  return new ConsentryError('vault_bad_response', { facts: { ...facts, reason, mayHaveArrived: true } });
}

const shortestBackOffMs = 1_000;
const longestBackOffMs = 16_000;

/**
 * How long everybody rests after a 429: as the answer says, or one second and each time twice as long.
 * @param before how many answers in a row were a 429 before this one
 */
export function readBackOffMs(
  headers: Readonly<Record<string, string>>,
  before: number,
  now: number,
): number {
  if (headers['retry-after'] !== undefined) return retryAfterMs(headers, now);
  return Math.min(shortestBackOffMs * 2 ** before, longestBackOffMs);
}

function readCodes(answer: IncomingAnswer): {
  readonly code: string | undefined;
  readonly inner: string | undefined;
} {
  const json = readJson(answer.body);
  const error = json.ok && isJsonObject(json.value['error']) ? json.value['error'] : {};
  const inner = isJsonObject(error['innererror']) ? error['innererror'] : {};
  return { code: readWord(error['code']), inner: readWord(inner['code']) };
}

/** Something that identifies, and cannot be a sentence. */
function readWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(value) ? value : undefined;
}
