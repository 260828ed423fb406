import type { Graph } from '../../apis/graph/graph.ts';
import { instantOf, readObject, readText, textOf } from '../../http/read-fields.ts';
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
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/user-list (2026-11)
 */
export async function readAccounts(graph: Graph): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for await (const item of graph.users({ select: fields })) {
    const user = readObject(item);
    const id = readText(user['id']);
    const name = (textOf(user['userPrincipalName']) ?? id).toLowerCase();
    const isEnabled = user['accountEnabled'];
    accounts.push({
      id,
      name,
      isEnabled: typeof isEnabled === 'boolean' ? isEnabled : undefined,
      isGuest: isGuest(user['userType'], name),
      isSynced: user['onPremisesSyncEnabled'] === true,
      createdAt: instantOf(user['createdDateTime']),
    });
  }
  return accounts;
}

/** Graph does not say it of old accounts. Whoever was invited has it in the name. */
export function isGuest(userType: unknown, name: string): boolean {
  return typeof userType === 'string' ? userType.toLowerCase() === 'guest' : name.includes('#ext#');
}
