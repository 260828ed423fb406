import { ConsentryError, isConsentryError } from '../../errors.ts';
import type { Api } from '../api.ts';
import { backOffMs } from '../back-off.ts';
import type { LimitName } from '../call-limits.ts';
import type { BatchOutcome, BatchRequest, NamedRequest } from './batch-request.ts';
import { mostInBatch, packBatches } from './pack-batches.ts';
import { readBatchAnswers } from './read-batch-answers.ts';

const mostTries = 6;
const budgetMs = 2 * 60 * 1000;

export interface BatchOptions {
  readonly limit?: LimitName;
}

/**
 * Makes many requests by few calls: at most twenty in each. A request that was throttled, or met passing trouble, is sent again in a
 * later batch, as long after as Graph asks, and only where it may be made twice: a read, or a write that says so. What succeeded is
 * never sent again. One request's failure is its outcome, and not that of the others.
 *
 * @param options.limit a limit of its own for each of the calls
 * @returns an outcome for each request, in their order; nothing is thrown for what Graph answers
 * @throws ConsentryError `invalid_request`, before anything is sent: an id that is there twice, a `dependsOn` that names none before
 *   it, more than twenty that depend on each other, a path outside of `/v1.0/`; `host_refused`, as for a call of its own
 * @see https://learn.microsoft.com/graph/json-batching
 * @see https://learn.microsoft.com/graph/throttling#throttling-and-batching (2026-11)
 */
export async function runBatch(
  api: Api,
  requests: readonly BatchRequest[],
  options: BatchOptions = {},
): Promise<readonly BatchOutcome[]> {
  const named = requests.map((request, index) => ({ ...request, id: request.id ?? String(index + 1) }));
  const outcomes = new Map<string, BatchOutcome>();
  for (const batch of packBatches(named)) await runOne(api, batch, options, outcomes);
  return named.map(({ id }) => outcomes.get(id) ?? lost(id));
}

/** Sends a batch, and again what is left of it, until nothing is left that may be sent again. */
async function runOne(
  api: Api,
  batch: readonly NamedRequest[],
  options: BatchOptions,
  outcomes: Map<string, BatchOutcome>,
): Promise<void> {
  const { timer, random, limiter } = api.ports;
  const giveUpAt = timer.elapsed() + budgetMs;
  let left = batch;
  for (let tries = 1; left.length > 0; tries++) {
    for (const outcome of await send(api, left, options, outcomes)) outcomes.set(outcome.id, outcome);
    const restMs = Math.max(0, ...left.map(({ id }) => restOf(outcomes.get(id))));
    // Others who call Graph for this tenant wait too, whether or not this is sent again; the next batch does so by itself.
    if (restMs > 0) limiter.rest(api.target, restMs);
    const again = findRepeatable(left, outcomes);
    if (again.length === 0 || tries >= mostTries) return;
    const waitMs = Math.max(restMs, backOffMs(random, tries));
    if (timer.elapsed() + waitMs > giveUpAt) return;
    await timer.wait(waitMs);
    left = again;
  }
}

async function send(
  api: Api,
  requests: readonly NamedRequest[],
  { limit }: BatchOptions,
  outcomes: ReadonlyMap<string, BatchOutcome>,
): Promise<readonly BatchOutcome[]> {
  const body = { requests: requests.map((request) => wireOf(request, outcomes)) };
  try {
    const isRepeatable = requests.every(mayRepeat);
    const { json } = await api.call({
      method: 'POST',
      path: '/v1.0/$batch',
      body,
      isRepeatable,
      ...(limit !== undefined && { limit }),
    });
    return readBatchAnswers(
      json,
      requests.map(({ id }) => id),
    );
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    return requests.map(({ id }) => ({ id, ok: false, error }));
  }
}

function wireOf(
  { id, method, path, headers, body, dependsOn = [] }: NamedRequest,
  outcomes: ReadonlyMap<string, BatchOutcome>,
): object {
  // One that has succeeded is not in this batch any more.
  const waitingFor = dependsOn.filter((other) => outcomes.get(other)?.ok !== true);
  return {
    id,
    method,
    url: path.slice('/v1.0'.length),
    ...(body === undefined
      ? headers !== undefined && { headers }
      : { headers: { 'content-type': 'application/json', ...headers }, body }),
    ...(waitingFor.length > 0 && { dependsOn: waitingFor }),
  };
}

/** Those that met what passes, and those that were not made because of them. */
function findRepeatable(
  requests: readonly NamedRequest[],
  outcomes: ReadonlyMap<string, BatchOutcome>,
): readonly NamedRequest[] {
  const again = new Set<string>();
  for (const request of requests) {
    const outcome = outcomes.get(request.id);
    if (outcome === undefined || outcome.ok) continue;
    const { error } = outcome;
    const isPassing = error.code === 'api_throttled' || error.code === 'api_unavailable';
    const wasNotMade = error.facts['status'] === 424;
    const waitsForAnother = wasNotMade && request.dependsOn?.some((other) => again.has(other)) === true;
    if (waitsForAnother || (isPassing && error.facts['inBatch'] === true && mayRepeat(request)))
      again.add(request.id);
  }
  return requests.filter(({ id }) => again.has(id));
}

function mayRepeat({ method, isRepeatable }: BatchRequest): boolean {
  return isRepeatable ?? method === 'GET';
}

/** What Graph asked for in the answer to one request; what it asked for of the whole batch, the call has heeded. */
function restOf(outcome: BatchOutcome | undefined): number {
  if (outcome?.ok !== false || outcome.error.facts['inBatch'] !== true) return 0;
  return outcome.error.retryAfterMs ?? 0;
}

function lost(id: string): BatchOutcome {
  const message = `Graph’s batch of at most ${mostInBatch} has no answer for this request.`;
  return { id, ok: false, error: new ConsentryError('api_bad_response', { message }) };
}
