import type { Presence } from '../../world/presence.ts';
import type { Tenant, User } from '../../world/types.ts';

/** Somebody who wants to reach something, by a sign-in or by a token request. */
export interface AccessAttempt {
  user: User;
  /** The tenant whose policies count: the one that is signed in to, or whose token endpoint is asked. */
  tenant: Tenant;
  presence: Presence;
  /** Canonical URIs of the resources. None where a v1 sign-in names none, and then no policy is met. */
  resources: readonly string[];
  /** Where the request comes from. */
  clientAddress: string;
}
