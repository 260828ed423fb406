import type { TenantId } from '../ids.ts';
import type { EndCause } from './cause-table.ts';

/** When a grant, or what it reaches at a customer, stops working, and of what. */
export interface Ending {
  /** Of this cause at this thing: the same each time that it is looked at. */
  readonly id: string;
  readonly cause: EndCause;
  /** Epoch milliseconds: from then on it does not work. */
  readonly at: number;
  /** False where a policy has conditions that cannot be seen from here: it may not be met at all. */
  readonly isCertain: boolean;
  /** The name of the policy, the credential or the customer, as somebody gave it. It may hold anything. */
  readonly about: string | undefined;
  /** Of `gdap`: the only thing that dies is this customer. */
  readonly customer?: TenantId;
}
