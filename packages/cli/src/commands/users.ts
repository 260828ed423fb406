import {
  type Apis,
  ConsentryError,
  type PartnerCenterUser,
  readTenantId,
  type TenantId,
} from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import { openApis } from '../open-apis.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';

export interface UsersOptions extends ConnectOptions {
  readonly partner: string;
  readonly customer: string;
  /** Object id or user principal name. */
  readonly user?: string;
  readonly deleted?: boolean;
}

interface Place {
  readonly apis: Apis;
  readonly partner: TenantId;
  readonly customer: TenantId;
}

/**
 * Lists the accounts of one customer as Partner Center has them: all, one alone, or those that were deleted. Of many customers a
 * sweep does it.
 * @throws ConsentryError `usage`, `invalid_request`, those of `connect`, of the tokens and of the APIs
 */
export const users: Run<UsersOptions> = async (options, output) => {
  if (options.user !== undefined && options.deleted === true) {
    throw new ConsentryError('usage', {
      message: 'One account is wanted, and a list of others.',
      remedy: 'Leave --user or --deleted out.',
    });
  }
  const [partner, customer] = [readTenantId(options.partner), readTenantId(options.customer)];
  const { remote, close } = await connect(options);
  try {
    const { apis, close: leave } = await openApis(remote, { resource: 'partner-center', partner });
    try {
      const items = await read({ apis, partner, customer }, options);
      output.result(() => describe(items), { items });
    } finally {
      await leave();
    }
  } finally {
    await close();
  }
};

async function read(place: Place, { user, deleted }: UsersOptions): Promise<readonly PartnerCenterUser[]> {
  const { apis, partner, customer } = place;
  const partnerCenter = apis.partnerCenter({ partner });
  if (user !== undefined) return [await partnerCenter.customerUser(customer, await findId(place, user))];
  const filter = { field: 'UserState', value: 'Inactive', operator: 'equals' } as const;
  return Array.fromAsync(partnerCenter.customerUsers(customer, deleted === true ? { filter } : {}));
}

/** Partner Center knows accounts by their object ids alone; Graph knows both. */
async function findId({ apis, partner, customer }: Place, user: string): Promise<string> {
  if (!user.includes('@')) return user;
  const path = `/v1.0/users/${encodeURIComponent(user)}?$select=id`;
  const { json } = await apis.of({ resource: 'graph', partner, customer }).call({ method: 'GET', path });
  const { id } = (json ?? {}) as { readonly id?: unknown };
  if (typeof id === 'string') return id;
  throw new ConsentryError('api_bad_response');
}

function describe(items: readonly PartnerCenterUser[]): string {
  if (items.length === 0) return 'There is no such account.';
  return table(
    ['object id', 'state', 'user name', 'name'],
    items.map(({ id, state = '', userPrincipalName = '', displayName = '', softDeletionTime }) => [
      id,
      softDeletionTime === undefined ? state : `deleted ${softDeletionTime}`,
      userPrincipalName,
      displayName,
    ]),
  );
}
