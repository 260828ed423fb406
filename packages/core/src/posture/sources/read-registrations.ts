import type { Graph } from '../../apis/graph/graph.ts';
import { isConsentryError } from '../../errors.ts';
import type { Timer } from '../../ports.ts';
import { createMethodNotes } from './method-notes.ts';
import { objectOf, textsOf } from '../../http/read-fields.ts';
import { readMethods } from './read-methods.ts';
import { sourceTable } from './source-table.ts';
import type { Account, Registrations } from './sources.ts';

/**
 * Reads who registered for MFA: from Microsoft’s report, and where that may not be read (it needs Entra ID P1) from the methods of
 * each enabled account.
 *
 * @param accounts those to ask for one by one. Undefined where they could not be read: then there is the report alone
 * @throws ConsentryError `api_…` and those of the credential source; that of the report where both are refused
 * @see https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails (2026-11)
 */
export async function readRegistrations(
  from: { readonly graph: Graph; readonly timer: Timer },
  accounts: Promise<readonly Account[] | undefined>,
): Promise<Registrations> {
  try {
    return await readReport(from.graph);
  } catch (error) {
    if (!isConsentryError(error, 'api_forbidden')) throw error;
    const some = await accounts;
    if (some === undefined) throw error;
    return readMethods(from, some, error);
  }
}

/** An account of which the report does not say it is left out: nothing is known of it. */
async function readReport(graph: Graph): Promise<Registrations> {
  const notes = createMethodNotes();
  for await (const item of graph.collection(sourceTable.registrations.path)) {
    const { id, isMfaRegistered, methodsRegistered } = objectOf(item);
    if (typeof id !== 'string' || typeof isMfaRegistered !== 'boolean') continue;
    notes.add(id, isMfaRegistered, textsOf(methodsRegistered));
  }
  return { from: 'report', ...notes };
}
