import type { Api } from '../../apis/api.ts';
import { forEachAtOnce } from './for-each-at-once.ts';
import { readObject, readText } from '../../http/read-fields.ts';
import type { Account, PerUserMfa } from './sources.ts';

/** Graph has no list of it, and no batch of beta: each account is a call of its own. */
const mostAsked = 500;
const callsAtOnce = 8;

/**
 * Reads for which accounts MFA is enforced one by one (“per-user MFA”), as it was before there were policies.
 *
 * @param accounts those of whom nothing else asks MFA. Of more than 500 the first are asked for, and the rest is told as a number
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/authentication-get?view=graph-rest-beta (2026-11)
 */
export async function readPerUserMfa(api: Api, accounts: readonly Account[]): Promise<PerUserMfa> {
  const enforced = new Set<string>();
  await forEachAtOnce(accounts.slice(0, mostAsked), callsAtOnce, async ({ id }) => {
    const path = `/beta/users/${encodeURIComponent(id)}/authentication/requirements`;
    const { json } = await api.call({ method: 'GET', path });
    // `enabled` lets old clients in with a password alone.
    if (readText(readObject(json)['perUserMfaState']) === 'enforced') enforced.add(id);
  });
  return { enforced, notAsked: Math.max(0, accounts.length - mostAsked) };
}
