import {
  type ApplicationId,
  type CredentialChoice,
  forgottenAt,
  type GrantFacts,
  type SealedGrant,
} from '@consentry/core';

export interface GrantEndsDeps {
  /** Of our application. */
  readonly credentials: Pick<CredentialChoice, 'all'>;
  readonly application: { readonly id: ApplicationId };
}

/** Says of a grant when it stops working at the earliest, and of what, where a cause has a date. */
export type EndOf = (grant: Pick<SealedGrant, 'sealedAt' | 'application'>) => GrantFacts['ends'];

/** The causes that the broker knows by itself: neglect, and the end of the last credential of our application. */
export function createEndOf({ credentials, application }: GrantEndsDeps): EndOf {
  return (grant) => {
    const neglected = { at: forgottenAt(grant.sealedAt), cause: 'inactivity' };
    const ends = credentials.all.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY);
    // A grant by device code is of a public registration, which has none.
    const at = grant.application === application.id ? Math.max(...ends) : Number.POSITIVE_INFINITY;
    return at < neglected.at ? { at, cause: 'credential' } : neglected;
  };
}
