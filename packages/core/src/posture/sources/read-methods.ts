import type { BatchOutcome } from '../../apis/graph/batch-request.ts';
import type { Graph } from '../../apis/graph/graph.ts';
import { mostInBatch } from '../../apis/graph/pack-batches.ts';
import { type ConsentryError, isConsentryError } from '../../errors.ts';
import type { Timer } from '../../ports.ts';
import { forEachAtOnce } from './for-each-at-once.ts';
import { objectOf, textOf } from '../../http/read-fields.ts';
import { createMethodNotes, type MethodNotes } from './method-notes.ts';
import type { Account, Registrations } from './sources.ts';

/** Kinds of methods that are no second factor: a password, and what only serves to reset one. */
const weakKinds = new Set(['passwordAuthenticationMethod', 'emailAuthenticationMethod']);

/** How many batches are on their way at once. Graph’s limit of units is that of the call limiter. */
const batchesAtOnce = 8;

/** Who may not read the methods of so many accounts may not read those of the others. */
const accountsFirst = 200;

/** At Graph’s limit 50,000 accounts take a minute and a quarter. What is not read after so long stays unknown. */
const budgetMs = 10 * 60 * 1000;

/**
 * Reads the methods of each enabled account: for tenants without Entra ID P1, whose report may not be read. An account whose methods
 * were not answered is left out: nothing is known of it.
 *
 * @param refusal that of the report; thrown where methods are refused too
 * @throws ConsentryError the refusal, or why none of the first accounts was answered
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods (2026-11)
 */
export async function readMethods(
  { graph, timer }: { readonly graph: Graph; readonly timer: Timer },
  accounts: readonly Account[],
  refusal: ConsentryError,
): Promise<Registrations> {
  const notes = createMethodNotes();
  const giveUpAt = timer.elapsed() + budgetMs;
  let failure: ConsentryError | undefined;
  const ask = (some: readonly Account[]): Promise<void> =>
    forEachAtOnce(batchesOf(some), batchesAtOnce, async (batch) => {
      if (timer.elapsed() >= giveUpAt) return;
      for (const outcome of await askBatch(graph, batch)) {
        if (outcome.ok) note(notes, outcome.id, outcome.json);
        else failure = outcome.error;
      }
    });
  const enabled = accounts.filter(({ isEnabled }) => isEnabled !== false);
  await ask(enabled.slice(0, accountsFirst));
  if (failure !== undefined && notes.isRegistered.size === 0)
    throw isConsentryError(failure, 'api_forbidden') ? refusal : failure;
  await ask(enabled.slice(accountsFirst));
  return { from: 'methods', ...notes };
}

function* batchesOf(accounts: readonly Account[]): Generator<readonly Account[]> {
  for (let from = 0; from < accounts.length; from += mostInBatch)
    yield accounts.slice(from, from + mostInBatch);
}

function askBatch(graph: Graph, accounts: readonly Account[]): Promise<readonly BatchOutcome[]> {
  const requests = accounts.map(({ id }) => ({
    id,
    method: 'GET' as const,
    path: `/v1.0/users/${encodeURIComponent(id)}/authentication/methods`,
  }));
  return graph.batch(requests, { limit: 'directory-batches' });
}

/** What is no list of methods with their kinds says nothing of the account. */
function note(notes: MethodNotes, id: string, json: unknown): void {
  const { value } = objectOf(json);
  if (!Array.isArray(value)) return;
  const kinds = value.map((one) => textOf(objectOf(one)['@odata.type'])?.replace('#microsoft.graph.', ''));
  if (!kinds.every((kind) => kind !== undefined)) return;
  notes.add(
    id,
    kinds.some((kind) => !weakKinds.has(kind)),
    kinds,
  );
}
