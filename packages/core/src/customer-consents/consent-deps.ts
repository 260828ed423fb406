import type { Api } from '../apis/api.ts';
import type { Cloud } from '../entra/cloud.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { Timer } from '../ports.ts';

/** Tokens of one customer's tenant. */
export interface CustomerTokens {
  /**
   * Asks for a token with everything that was consented to on one API.
   * @param resource `graph` or a resource URI
   * @returns the names of what was granted, with or without the API in front
   * @throws ConsentryError those of `Tokens.acquire`
   */
  acquire(resource: string): Promise<{ readonly scopes: readonly string[] }>;
  /** Forgets every token and every refusal of this tenant, so that the next answer is Entra's own. */
  forget(): Promise<void>;
}

/** The consent of one application in the tenant of one customer, as one partner gives and withdraws it. */
export interface ConsentDeps {
  readonly cloud: Cloud;
  readonly partner: TenantId;
  readonly customer: TenantId;
  /** The application of the token for Partner Center: it consents to no other. */
  readonly application: ApplicationId;
  readonly applicationName: string;
  /** Partner Center, in the name of the service account. */
  readonly partnerCenter: Api;
  /** Graph in the customer's tenant, in the name of the same account. */
  readonly graph: Api;
  readonly tokens: CustomerTokens;
  /**
   * The `MS-RequestId` of one write: the same each time this work is done again, and never that of other work.
   * @see Partner Center REST, "Partner Center REST headers" (2023-10)
   */
  readonly requestId: (step: string) => string;
  readonly timer: Timer;
}
