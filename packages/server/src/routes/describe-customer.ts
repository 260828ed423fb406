import type { SweepFailure } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { describeConsent } from '../admin-consents/describe-consent.ts';
import { instant } from '../instant.ts';
import type { AdminConsent } from '../stores/admin-consents.ts';
import type { CustomerSweep } from '../stores/customer-sweeps.ts';
import type { KnownCustomer } from '../stores/customers.ts';
import type { TokenReach } from '../stores/reach.ts';
import { describeReach } from './list-reach.ts';
import type { RouteDeps } from './route-deps.ts';

type Line = AnswerOf<'listCustomers'>['items'][number];
type Swept = NonNullable<Line['lastSweep']>;

/** What is known of a customer, from the rows that tell of it. */
export interface CustomerFacts {
  readonly known: KnownCustomer;
  readonly customersReadAt: number | undefined;
  readonly reach: readonly TokenReach[];
  readonly consents: readonly AdminConsent[];
  readonly lastSweep: CustomerSweep | undefined;
}

/** A customer as a list shows it. */
export function describeCustomer(
  { adminConsent }: Pick<RouteDeps, 'adminConsent'>,
  { known, customersReadAt, reach, consents, lastSweep }: CustomerFacts,
): Line {
  const { partner, customer, customerName, domain, listedAt } = known;
  const states = new Set(consents.map((consent) => describeConsent(adminConsent, consent).state));
  const consent = (['lagging', 'waiting', 'proved'] as const).find((state) => states.has(state));
  return {
    partner,
    customer,
    ...(customerName !== undefined && { name: customerName }),
    ...(domain !== undefined && { domain }),
    ...(listedAt !== undefined && { listedAt: instant(listedAt) }),
    ...(customersReadAt !== undefined && { isListed: (listedAt ?? 0) >= customersReadAt }),
    reach: reach.map(describeReach),
    ...(consent !== undefined && { consent }),
    ...(lastSweep !== undefined && { lastSweep: describeSwept(lastSweep) }),
  };
}

/** What became of a customer in a sweep, as the API shows it. */
export function describeSwept({ sweep, task, startedAt, endedAt, state, failure }: CustomerSweep): Swept {
  return {
    sweep,
    task,
    startedAt: instant(startedAt),
    ...(endedAt !== undefined && { endedAt: instant(endedAt) }),
    state,
    ...(failure !== undefined && describeFailure(failure)),
  };
}

function describeFailure({ code, remedy, facts }: SweepFailure): Pick<Swept, 'aadsts' | 'code' | 'remedy'> {
  const { aadsts } = facts;
  return { code, remedy, ...(typeof aadsts === 'number' && { aadsts }) };
}
