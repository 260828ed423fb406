import { ConsentryError } from '../errors.ts';
import { bodyFacts, type JsonObject, maxAnswerBytes, readJson } from '../http/read-json.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Fetch } from '../ports.ts';
import { isPassingStatus } from './classify-token-error.ts';
import { askIdentityProvider } from './transport-failure.ts';

const deadlineMs = 10_000;

/**
 * Gets one of the documents that an identity provider, or an issuer of callers’ tokens, publishes.
 * @param now Epoch milliseconds.
 * @throws ConsentryError `idp_redirect`, `idp_throttled`, `idp_unavailable`, `idp_too_large`,
 * `idp_bad_response`, and those of {@link askIdentityProvider}
 */
export async function fetchMetadata(fetch: Fetch, url: string, now: number): Promise<JsonObject> {
  const answer = await askIdentityProvider(
    fetch,
    {
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      deadlineMs,
      maxResponseBytes: maxAnswerBytes,
    },
    { url },
  );
  const facts = { url, ...bodyFacts(answer) };
  if (answer.status >= 300 && answer.status < 400) throw new ConsentryError('idp_redirect', { facts });
  if (answer.status === 429) {
    throw new ConsentryError('idp_throttled', { facts, retryAfterMs: retryAfterMs(answer.headers, now) });
  }
  if (isPassingStatus(answer.status)) throw new ConsentryError('idp_unavailable', { facts });
  const json = readJson(answer.body);
  if (json.ok && answer.status === 200) return json.value;
  throw new ConsentryError(!json.ok && json.reason === 'too_large' ? 'idp_too_large' : 'idp_bad_response', {
    facts,
  });
}
