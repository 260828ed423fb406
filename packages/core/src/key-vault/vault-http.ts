import { ConsentryError, isConsentryError } from '../errors.ts';
import { maxAnswerBytes, readJson } from '../http/read-json.ts';
import {
  type Clock,
  type Fetch,
  type IncomingAnswer,
  type OutgoingRequest,
  TransportError,
} from '../ports.ts';
import { checkChallenge, type ExpectedChallenge } from './challenge.ts';
import { createHeaders } from './http-headers.ts';
import type { Limiter, Traffic } from './limiter.ts';
import { badAnswer, readBackOffMs, readRefusal, readTransport } from './read-refusal.ts';
import type { HttpClient, PipelineRequest, PipelineResponse } from './sdk-http.ts';

export interface VaultHttpInput {
  /** `https://NAME.DOMAIN` */
  readonly vaultUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly expected: ExpectedChallenge;
  /** Told of the token with which a request was refused. */
  readonly onRefusedToken: (header: string) => void;
}

/** For one request to the vault. */
const deadlineMs = 3_000;

/**
 * The SDK's requests, sent by our Fetch. Each passes the limiter; one that was throttled is sent once more if the
 * rest is short. What is no success leaves here as our error, so that nothing depends on how the SDK reads one; the
 * challenge of a 401 goes back to the SDK, which asks the credential for a token.
 * @throws ConsentryError those of {@link readRefusal} and {@link readTransport}, `vault_bad_response`, `vault_throttled`
 */
export function createVaultHttp(input: VaultHttpInput): HttpClient {
  const { fetch, clock, limiter, expected, onRefusedToken } = input;
  const { origin } = new URL(input.vaultUrl);
  let throttledInARow = 0;

  const sendOnce = async (request: OutgoingRequest, traffic: Traffic): Promise<IncomingAnswer> => {
    await limiter.enter(traffic);
    const answer = await transport(fetch, request);
    if (answer.status !== 429) {
      throttledInARow = 0;
      return answer;
    }
    const restMs = readBackOffMs(answer.headers, throttledInARow, clock.now());
    throttledInARow += 1;
    limiter.rest(restMs);
    throw new ConsentryError('vault_throttled', { retryAfterMs: restMs, facts: { status: 429 } });
  };

  /** What was throttled was not done, so it may be sent again. */
  const sendPatiently = async (request: OutgoingRequest, traffic: Traffic): Promise<IncomingAnswer> => {
    try {
      return await sendOnce(request, traffic);
    } catch (error) {
      if (!isConsentryError(error, 'vault_throttled') || error.facts['status'] !== 429) throw error;
      if (!limiter.isPatientFor(traffic, error.retryAfterMs ?? 0)) throw error;
      return sendOnce(request, traffic);
    }
  };

  return {
    async sendRequest(pipelined) {
      const request = toRequest(pipelined);
      if (new URL(request.url).origin !== origin) throw badAnswer('address');
      const answer = await sendPatiently(request, request.method === 'GET' ? 'read' : 'write');
      if (answer.status === 401) {
        const token = pipelined.headers.get('authorization');
        if (token !== undefined) onRefusedToken(token);
        checkChallenge(answer, expected);
        return toResponse(pipelined, answer);
      }
      // A purge is answered by nothing.
      if (answer.status === 204 && request.method === 'DELETE') return toResponse(pipelined, answer);
      // The SDK reads this of what it waits for: a secret that is being deleted is not found for a while.
      if (answer.status !== 200) throw Object.assign(readRefusal(answer), { statusCode: answer.status });
      if (!readJson(answer.body).ok) throw badAnswer('body', answer);
      return toResponse(pipelined, answer);
    },
  };
}

async function transport(fetch: Fetch, request: OutgoingRequest): Promise<IncomingAnswer> {
  try {
    return await fetch(request);
  } catch (error) {
    throw error instanceof TransportError ? readTransport(error) : error;
  }
}

const methods = ['GET', 'PUT', 'PATCH', 'DELETE'] as const;

function toRequest({ method, url, headers, body }: PipelineRequest): OutgoingRequest {
  const known = methods.find((one) => one === method);
  if (known === undefined || (body !== undefined && body !== null && typeof body !== 'string')) {
    throw new TypeError('the client of the vault sends text, by GET, PUT, PATCH or DELETE');
  }
  return {
    method: known,
    url,
    headers: headers.toJSON(),
    ...(typeof body === 'string' ? { body } : {}),
    deadlineMs,
    maxResponseBytes: maxAnswerBytes,
  };
}

function toResponse(request: PipelineRequest, { status, headers, body }: IncomingAnswer): PipelineResponse {
  const bodyAsText = new TextDecoder().decode(body);
  // Whatever the header says: it is JSON, or it is a 401, of which only the header is read.
  const json = { ...headers, 'content-type': 'application/json' };
  return { request, status, headers: createHeaders(json), bodyAsText: status === 200 ? bodyAsText : '{}' };
}
