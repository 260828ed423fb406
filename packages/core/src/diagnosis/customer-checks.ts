import { globalAdministratorRole } from '../consent/directory-roles.ts';
import { type Check, failed, notRead, notSeen, ofSource, passed, warned } from './check.ts';
import type { CheckId } from './check-table.ts';
import type { CustomerReach, PartnerFacts, ReachedCustomer, TriedCustomer } from './partner-facts.ts';

/**
 * Roles of which one must be had to consent at a customer: Cloud Application Administrator and Application Administrator, the same in
 * every tenant.
 * @see https://learn.microsoft.com/partner-center/developer/gdap-and-secure-application-model (2026-11)
 */
const consentingRoles = [
  '158c047a-c907-4556-b7ef-446551a6b5f7',
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  globalAdministratorRole,
] as const;

/** As many names as a check says. */
const mostNames = 5;

const triedIds = ['customers.guest', 'customers.service-principal', 'customers.token'] as const;
type TriedId = (typeof triedIds)[number];

/** What can be said of a partner’s customers, as of all of them together: one check names those that are not right. */
export function checkCustomers({
  partner,
  customers,
  tried,
}: Pick<PartnerFacts, 'partner' | 'customers' | 'tried'>): readonly Check[] {
  const roles = customers.outcome === 'read' ? customers.value.customers : [];
  return [
    ofSource('customers.gdap', partner, customers, (reach) => checkRoles(partner, reach)),
    ...triedIds.map((id) => ofSource(id, partner, tried, (all) => checkTried(id, partner, all, roles))),
  ];
}

function checkRoles(partner: string, { customers, leftOff }: CustomerReach): Check {
  const id = 'customers.gdap';
  if (customers.length === 0) {
    const remedy =
      'Propose a relationship to each customer: Partner Center > Customers > Request admin relationship.';
    return warned(id, partner, 'No relationship with a customer is in force.', remedy);
  }
  const without = customers.filter(({ roles }) => roles.size === 0);
  if (without.length > 0) return failed(id, partner, `Without a role at ${namesOf(without)}.`);
  const cannotConsent = customers.filter(({ roles }) => !consentingRoles.some((role) => roles.has(role)));
  if (cannotConsent.length > 0)
    return warned(id, partner, `Without a role that may consent at ${namesOf(cannotConsent)}.`);
  const found = `Roles at ${customers.length} customers.`;
  if (leftOff === 0) return passed(id, partner, found);
  return notSeen(
    id,
    partner,
    `${found} ${leftOff} more were not looked at.`,
    'A sweep of the task relationships looks at all of them.',
  );
}

function checkTried(
  id: TriedId,
  partner: string,
  tried: readonly TriedCustomer[],
  roles: readonly ReachedCustomer[],
): Check {
  const bad = tried.filter((one) => whoseFault(one, roles) === id);
  const [first] = bad;
  if (first !== undefined) {
    const { outcome } = first;
    const own = id === 'customers.token' && outcome.kind === 'refused' ? outcome.remedy : undefined;
    return failed(id, partner, `${sentences[id]} ${namesOf(bad)}${numbersOf(bad)}.`, own);
  }
  const unseen = tried.find(({ outcome }) => outcome.kind === 'refused' && outcome.isElsewhere);
  if (unseen?.outcome.kind === 'refused') {
    const { code, remedy } = unseen.outcome;
    return notRead(id, partner, { outcome: 'unreadable', code, remedy, at: 0 });
  }
  return passed(
    id,
    partner,
    tried.length === 0
      ? 'There is no customer to try.'
      : `${tried.length} of ${roles.length} customers were tried.`,
  );
}

const sentences: Readonly<Record<TriedId, string>> = {
  'customers.guest': 'The account is a guest at',
  'customers.service-principal': 'The application is not consented to at',
  'customers.token': 'A token is refused at',
};

/** Entra’s numbers for a stranger; for an application that is not there, not consented to, or disabled. */
const strangers: readonly (number | undefined)[] = [50020, 50034, 90072];
const notConsented: readonly (number | undefined)[] = [65001, 65005, 700016, 7000112, 500011, 650052, 650057];

/** Of each customer one check alone. A stranger without a role is what `customers.gdap` tells. */
function whoseFault(
  { customer, outcome }: TriedCustomer,
  roles: readonly ReachedCustomer[],
): CheckId | undefined {
  if (outcome.kind === 'given') return outcome.isGuest ? 'customers.guest' : undefined;
  if (outcome.isElsewhere) return undefined;
  if (notConsented.includes(outcome.aadsts)) return 'customers.service-principal';
  if (!strangers.includes(outcome.aadsts)) return 'customers.token';
  const hasRole = roles.some((one) => one.customer === customer && one.roles.size > 0);
  return hasRole ? 'customers.guest' : undefined;
}

function namesOf(customers: readonly Pick<ReachedCustomer, 'customer' | 'name'>[]): string {
  const names = customers
    .slice(0, mostNames)
    .map(({ customer, name }) => `${name ?? 'a customer'} (${customer})`);
  const more = customers.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function numbersOf(customers: readonly TriedCustomer[]): string {
  const numbers = new Set(
    customers.flatMap(({ outcome }) => {
      if (outcome.kind === 'given') return [];
      return [outcome.aadsts === undefined ? outcome.code : `AADSTS${outcome.aadsts}`];
    }),
  );
  return numbers.size === 0 ? '' : `: ${[...numbers].join(', ')}`;
}
