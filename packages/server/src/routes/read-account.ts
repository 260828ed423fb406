import { readObjectId, readTenantId, type SaidOfAccount } from '@consentry/core';

/** What a request says of the account whose grant it brings. @throws ConsentryError `invalid_request` */
export function readAccount(body: {
  readonly partner: string;
  readonly accountId?: string | undefined;
  readonly acceptsUnknownMfa: boolean;
}): SaidOfAccount {
  const { partner, accountId, acceptsUnknownMfa } = body;
  return {
    partner: readTenantId(partner),
    accountId: accountId === undefined ? undefined : readObjectId(accountId),
    acceptsUnknownMfa,
  };
}
