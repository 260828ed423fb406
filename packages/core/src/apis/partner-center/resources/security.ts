import { isJsonObject } from '../../../http/read-json.ts';
import type { Resource } from './resource.ts';

/**
 * Somebody of the partner who used Partner Center’s pages without MFA.
 * @see Partner Center REST, "Get portal requests without MFA" (2022-06)
 */
export interface PrincipalWithoutMfa extends Resource {
  readonly objectId?: string;
  readonly tenantId?: string;
  readonly upn?: string;
  readonly lastNonMfaCompliantRequestDateTime?: string;
}

/**
 * Microsoft’s page of the call and its page of the resource name the last field differently; it is given by the name of the call.
 * @see Partner Center REST, "MFA resources" (2022-06)
 */
export function readPrincipalWithoutMfa(item: unknown): PrincipalWithoutMfa {
  if (!isJsonObject(item)) return {};
  const { lastNonMfaCompliantLoginDateTime, LastNonMfaCompliantLoginDateTime, ...rest } = item;
  const other = lastNonMfaCompliantLoginDateTime ?? LastNonMfaCompliantLoginDateTime;
  return { ...(typeof other === 'string' && { lastNonMfaCompliantRequestDateTime: other }), ...rest };
}

/**
 * How many calls of one application, made in somebody’s name, carried MFA on one day. The share that Partner Center’s status
 * report shows is the sum of the first count by the sum of the second.
 * @see Partner Center REST, "Get API request summary" (2022-06)
 */
export interface ApplicationMfaAdoption extends Resource {
  /** A day. */
  readonly loginDate?: string;
  readonly mfaCompliantRequestCount?: number;
  readonly totalRequestCount?: number;
  readonly applicationId?: string;
  readonly applicationName?: string;
}

/** One call in somebody’s name, of the last 10,000. @see Partner Center REST, "Get API request details" (2022-09) */
export interface PartnerRequest extends Resource {
  readonly requestId?: string;
  readonly correlationId?: string;
  /** The route as a template. */
  readonly operationName?: string;
  readonly requestDateTime?: string;
  readonly ipAddress?: string;
  readonly objectId?: string;
  readonly tenantId?: string;
  readonly upn?: string;
  readonly applicationId?: string;
  readonly mfaCompliant?: boolean;
}

/** @see Partner Center REST, "Auditing resources" (2023-10) */
export interface AuditRecord extends Resource {
  readonly partnerId?: string;
  readonly customerId?: string;
  readonly customerName?: string;
  readonly userPrincipalName?: string;
  readonly applicationId?: string;
  readonly resourceType?: string;
  /** JSON as text. `findAuditedValue` reads it. */
  readonly resourceOldValue?: string;
  /** JSON as text. `findAuditedValue` reads it. */
  readonly resourceNewValue?: string;
  readonly operationType?: string;
  readonly operationDate?: string;
  /** `succeeded`, `failed` or `progress`. */
  readonly operationStatus?: string;
  readonly customizedData?: readonly { readonly key?: string; readonly value?: string | null }[];
}

/** @see Partner Center REST, "Get fraud events" (2023-05) */
export interface FraudEvent extends Resource {
  readonly eventId?: string;
  readonly eventTime?: string;
  readonly eventStatus?: string;
  readonly partnerTenantId?: string;
  readonly customerTenantId?: string;
  readonly customerFriendlyName?: string;
  readonly subscriptionId?: string;
  readonly subscriptionType?: string;
  readonly resolvedReason?: string;
  readonly resolvedOn?: string;
}
