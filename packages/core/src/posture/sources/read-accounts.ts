import type { Graph } from '../../apis/graph/graph.ts';
import { instantOf, textOf } from './read-fields.ts';
import type { Account } from './sources.ts';

const fields = [
  'id',
  'userPrincipalName',
  'accountEnabled',
  'userType',
  'onPremisesSyncEnabled',
  'createdDateTime',
] as const;

/**
 * Every account of the tenant, disabled ones too.
 * @throws ConsentryError `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/user-list (2026-11)
 */
export async function readAccounts(graph: Graph): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for await (const user of graph.users({ select: fields })) {
    const isEnabled = user['accountEnabled'];
    accounts.push({
      id: user.id,
      name: (user.userPrincipalName ?? user.id).toLowerCase(),
      isEnabled: typeof isEnabled === 'boolean' ? isEnabled : undefined,
      isGuest: textOf(user['userType'])?.toLowerCase() === 'guest',
      isSynced: user['onPremisesSyncEnabled'] === true,
      createdAt: instantOf(user['createdDateTime']),
    });
  }
  return accounts;
}
