import type { ResourceName } from '../entra/cloud.ts';

/** So many calls in so long a time, whenever that time begins. */
export interface CallLimit {
  readonly calls: number;
  readonly perMs: number;
  /** Whose calls are counted together. */
  readonly of: 'application' | 'customer';
}

/** Limits of single operations, beside those of their API. */
export type LimitName = 'application-consents' | 'directory-batches' | 'hunting';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * The limits that Microsoft publishes. An API without one says by `Retry-After` when it is enough.
 *
 * @see Partner Center REST, "API throttling guidance" (2023-10)
 * @see https://learn.microsoft.com/defender-xdr/api-list-incidents and api-advanced-hunting (2026-11)
 */
export const apiLimits: Readonly<Record<ResourceName, readonly CallLimit[]>> = {
  'partner-center': [{ calls: 500, perMs: minuteMs, of: 'customer' }],
  graph: [],
  arm: [],
  defender: [
    { calls: 50, perMs: minuteMs, of: 'customer' },
    { calls: 1500, perMs: hourMs, of: 'customer' },
  ],
};

/**
 * A tenant of more than 500 users gives an application 8,000 units in ten seconds, and each request of a batch is one or more. Seven
 * eighths of them are for batches of twenty; smaller tenants give less, and are read in fewer batches than that.
 *
 * @see Partner Center REST, "Get customer consent" (2023-10); https://learn.microsoft.com/defender-xdr/api-advanced-hunting (2026-11)
 * @see https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits (2025-01)
 */
export const operationLimits: Readonly<Record<LimitName, CallLimit>> = {
  'application-consents': { calls: 50, perMs: secondMs, of: 'application' },
  'directory-batches': { calls: 350, perMs: 10 * secondMs, of: 'customer' },
  hunting: { calls: 45, perMs: minuteMs, of: 'customer' },
};
