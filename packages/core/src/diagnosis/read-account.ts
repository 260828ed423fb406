import type { Api } from '../apis/api.ts';
import { isConsentryError } from '../errors.ts';
import type { ObjectId } from '../ids.ts';
import { readObject, textOf } from '../http/read-fields.ts';
import { isGuest } from '../posture/sources/read-accounts.ts';
import type { AccountFacts } from './partner-facts.ts';

/**
 * Reads what an account is in the partner’s tenant.
 * @returns undefined where it is not there
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/user-get (2026-11)
 */
export async function readAccount(
  graph: Pick<Api, 'call'>,
  account: ObjectId,
): Promise<AccountFacts | undefined> {
  try {
    const path = `/v1.0/users/${account}?$select=userPrincipalName,userType,accountEnabled`;
    const { userPrincipalName, userType, accountEnabled } = readObject(
      (await graph.call({ method: 'GET', path })).json,
    );
    const name = (textOf(userPrincipalName) ?? '').toLowerCase();
    return {
      isGuest: isGuest(userType, name),
      isEnabled: typeof accountEnabled === 'boolean' ? accountEnabled : undefined,
    };
  } catch (error) {
    if (isConsentryError(error, 'api_not_found')) return undefined;
    throw error;
  }
}
