import { ConsentryError } from '../../errors.ts';
import { isGuid } from '../../ids.ts';
import type { Api } from '../api.ts';
import { pages } from '../linked-pages.ts';

/** @see https://learn.microsoft.com/rest/api/resources/subscriptions/list (2026-11) */
export interface ArmSubscription {
  readonly subscriptionId: string;
  readonly displayName?: string;
  /** Enabled, Warned, PastDue, Disabled, Deleted. */
  readonly state?: string;
  readonly tenantId?: string;
  /** Fields that are not named here are passed through. */
  readonly [field: string]: unknown;
}

/** @see https://learn.microsoft.com/rest/api/resources/tenants/list (2026-11) */
export interface ArmTenant {
  readonly tenantId: string;
  readonly displayName?: string;
  readonly defaultDomain?: string;
  readonly [field: string]: unknown;
}

/** Azure Resource Manager in one tenant. */
export interface Arm {
  /**
   * The subscriptions in which the account has a role. None is an empty list, and no error: that a customer has subscriptions
   * says nothing of our rights in them.
   * @throws ConsentryError `api_…`, `step_up_needed` and those of the credential source
   */
  subscriptions(): AsyncIterable<ArmSubscription>;
  /** One subscription. @throws ConsentryError as {@link Arm.subscriptions}; `invalid_request` for what is no GUID */
  subscription(id: string): Promise<ArmSubscription>;
  /** The tenants that the account is known in. @throws ConsentryError as {@link Arm.subscriptions} */
  tenants(): AsyncIterable<ArmTenant>;
  /** Every item of any collection, by its path, which names its `api-version`. */
  collection(path: string): AsyncIterable<unknown>;
}

/** @see https://learn.microsoft.com/rest/api/resources/subscriptions (2026-11) */
const apiVersion = '2022-12-01';

/** @param api for ARM */
export function createArm(api: Api): Arm {
  const query = `?api-version=${apiVersion}`;
  return {
    subscriptions: () => pages<ArmSubscription>(api, `/subscriptions${query}`),
    async subscription(id) {
      if (!isGuid(id))
        throw new ConsentryError('invalid_request', { message: 'The id of a subscription is a GUID.' });
      return (await api.call({ method: 'GET', path: `/subscriptions/${id}${query}` }))
        .json as ArmSubscription;
    },
    tenants: () => pages<ArmTenant>(api, `/tenants${query}`),
    collection: (path) => pages<unknown>(api, path),
  };
}
