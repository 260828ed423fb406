import type { Graph } from '../../apis/graph/graph.ts';
import { isConsentryError } from '../../errors.ts';
import { objectOf, textOf, textsOf } from './read-fields.ts';
import { sourceTable } from './source-table.ts';
import type { Account, Registrations } from './sources.ts';

/** Kinds of methods that are no second factor: a password, and what only serves to reset one. */
const weakKinds = new Set(['passwordAuthenticationMethod', 'emailAuthenticationMethod']);

/** How many accounts are asked for in one go. Graph takes twenty in a batch; their answers need not all be held. */
const accountsAtOnce = 200;

/**
 * Reads who registered for MFA: from Microsoft’s report, and where that may not be read (it needs Entra ID P1) from the methods of
 * each enabled account.
 *
 * @param accounts those to ask for one by one. Undefined where they could not be read: then there is the report alone
 * @throws ConsentryError `api_…` and those of the credential source; that of the report where both are refused
 * @see https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods (2026-11)
 */
export async function readRegistrations(
  graph: Graph,
  accounts: readonly Account[] | undefined,
): Promise<Registrations> {
  try {
    return await readReport(graph);
  } catch (error) {
    if (!isConsentryError(error, 'api_forbidden') || accounts === undefined) throw error;
    return readMethods(graph, accounts, error);
  }
}

async function readReport(graph: Graph): Promise<Registrations> {
  const isRegistered = new Map<string, boolean>();
  const methods = new Map<string, number>();
  for await (const item of graph.collection(sourceTable.registrations.path)) {
    const { id, isMfaRegistered, methodsRegistered } = objectOf(item);
    if (typeof id !== 'string' || typeof isMfaRegistered !== 'boolean') continue;
    isRegistered.set(id, isMfaRegistered);
    count(methods, textsOf(methodsRegistered));
  }
  return { from: 'report', isRegistered, methods };
}

/** An account whose methods were not answered is left out: nothing is known of it. */
async function readMethods(
  graph: Graph,
  accounts: readonly Account[],
  refusal: Error,
): Promise<Registrations> {
  const isRegistered = new Map<string, boolean>();
  const methods = new Map<string, number>();
  const enabled = accounts.filter(({ isEnabled }) => isEnabled !== false);
  for (let from = 0; from < enabled.length; from += accountsAtOnce) {
    const some = enabled.slice(from, from + accountsAtOnce);
    const outcomes = await graph.batch(
      some.map(({ id }) => ({
        id,
        method: 'GET',
        path: `/v1.0/users/${encodeURIComponent(id)}/authentication/methods`,
      })),
    );
    for (const outcome of outcomes) {
      if (!outcome.ok) continue;
      const kinds = kindsOf(outcome.json);
      isRegistered.set(
        outcome.id,
        kinds.some((kind) => !weakKinds.has(kind)),
      );
      count(methods, kinds);
    }
    // Who may not read the methods of two hundred accounts may not read those of the others.
    if (from === 0 && isRegistered.size === 0) throw refusal;
  }
  return { from: 'methods', isRegistered, methods };
}

function kindsOf(json: unknown): readonly string[] {
  const { value } = objectOf(json);
  const kinds = (Array.isArray(value) ? value : []).map((one) => textOf(objectOf(one)['@odata.type']));
  return kinds.flatMap((kind) => kind?.replace('#microsoft.graph.', '') ?? []);
}

function count(methods: Map<string, number>, names: readonly string[]): void {
  for (const name of new Set(names)) methods.set(name, (methods.get(name) ?? 0) + 1);
}
