import { errorTable } from '../error-table.ts';
import { ConsentryError, type Facts } from '../errors.ts';
import type { JsonObject } from '../http/read-json.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { isGuid } from '../ids.ts';
import type { IncomingAnswer } from '../ports.ts';
import type { Secret } from '../secret.ts';
import { classifyTokenError, type Verdict } from './classify-token-error.ts';
import type { ClientAuthentication } from './client-credential.ts';
import type { Authority } from './endpoints.ts';
import { readErrorBody } from './read-error-body.ts';
import type { TokenGrant } from './token-request.ts';

/** What was asked, and when the answer came. */
export interface AnswerContext {
  readonly tenant: Authority;
  readonly grant: TokenGrant;
  /** The credential that was sent, to be named if it is refused. */
  readonly credential?: ClientAuthentication['facts'];
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Secrets of the request: none of them stands in an error. Asked of a refusal alone. */
  readonly sent?: () => readonly Secret<string>[];
}

/** The table speaks of a confidential client: one that sends a credential. */
const allowPublicFlows =
  'Turn “Allow public client flows” on in the app registration that deviceCode.clientId names.';
const loopRetryMs = 60_000;
const unknownErrorRetryMs = 60_000;

/**
 * Names what the token endpoint refused, and why.
 *
 * The error speaks of the tenant that was asked, in `facts.tenant`. Whether a `consent` class
 * (`facts.failureClass`) concerns the grant or only that customer's tenant is decided above: only an answer of
 * the partner's own tenant may touch the grant. The deciding number is `facts.aadsts`, all of them are
 * `facts.errorCodes`; a challenge is in {@link claimsOf}.
 * @param body `{}` where the answer had no readable one.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application
 */
export function tokenFailure(
  answer: IncomingAnswer,
  body: JsonObject,
  context: AnswerContext,
): ConsentryError {
  const said = readErrorBody(body);
  const verdict = classifyTokenError(answer.status, said, context.grant);
  const { code, aadsts, message } = verdict;
  const isPublic = code === 'client_credential' && context.credential?.['credential'] === 'none';
  const remedy = isPublic ? allowPublicFlows : verdict.remedy;
  const microsoftRequestId = answer.headers['x-ms-request-id'];
  const wait = waitMs(verdict, answer, context.receivedAt);
  return new ConsentryError(code, {
    ...(message !== undefined && { message }),
    ...(remedy !== undefined && { remedy }),
    ...(wait !== undefined && { retryAfterMs: wait }),
    facts: {
      tenant: context.tenant,
      status: answer.status,
      failureClass: errorTable[code].failureClass,
      ...(aadsts !== undefined && { aadsts }),
      ...(isGuid(microsoftRequestId) && { microsoftRequestId }),
      ...withoutEchoes(said.facts, context.sent?.() ?? []),
      ...(code === 'client_credential' && context.credential),
    },
  });
}

/** A provider may repeat what it was sent, and claims are free text: a fact with a secret in it is dropped as a whole. */
function withoutEchoes(facts: Facts, sent: readonly Secret<string>[]): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => {
      const text = plainTextOf(value);
      return !sent.some((secret) => secret.reveal() !== '' && text.includes(secret.reveal()));
    }),
  );
}

/** As text, without the escapes that JSON allows for any character. */
function plainTextOf(value: Facts[string]): string {
  try {
    return `${String(value)} ${JSON.stringify(JSON.parse(String(value)))}`;
  } catch {
    return String(value);
  }
}

/** The `claims` of a challenge, to be sent letter by letter with the next authorize or token request. */
export function claimsOf(error: ConsentryError): string | undefined {
  const { claims } = error.facts;
  return typeof claims === 'string' ? claims : undefined;
}

function waitMs(verdict: Verdict, { headers }: IncomingAnswer, now: number): number | undefined {
  const { code } = verdict;
  if (code === 'idp_throttled') return retryAfterMs(headers, now);
  if (code === 'idp_loop') return Math.max(loopRetryMs, retryAfterMs(headers, now));
  if (code === 'idp_unknown_error') return unknownErrorRetryMs;
  if (code !== 'idp_unavailable') return undefined;
  return headers['retry-after'] === undefined ? verdict.retryAfterMs : retryAfterMs(headers, now);
}
