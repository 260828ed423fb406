import { deriveSubscriptions } from './azure-subscriptions.ts';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, exampleApplication, exampleVault } from './default-world.ts';
import { GDAP_ROLES, aUser, adminConsents, approvedRoles, partnerUsers } from './default-world.ts';
import type { DefaultWorldOptions } from './default-world.ts';
import { partnerStaff } from './partner-staff.ts';
import type { StaffShares } from './partner-staff.ts';
import { createSeededRandom } from './random.ts';
import type { SeededRandom } from './random.ts';
import type { Tenant, User, World } from './types.ts';

/** How large a generated world is, and how much of it is in trouble. */
export interface GenerateWorldOptions extends DefaultWorldOptions {
  /** The same seed makes the same world. */
  seed: string | number;
  /** Customers of all partners together, dealt out in turn. */
  customers: number;
  /** One unless told otherwise. */
  partners?: number;
  /** The largest number of users of a customer; each has at least one. Four unless told otherwise. */
  usersPerCustomer?: number;
  /** How many users each partner has beside its accounts of the default world. None unless told otherwise. */
  usersPerPartner?: number;
  /** The shares of these users of whom something is special. All are 0 unless told otherwise. */
  partnerShares?: StaffShares;
  /** The shares of customers, from 0 to 1, where something is missing. All are 0 unless told otherwise. */
  shares?: { withoutConsent?: number; withoutGdap?: number; withDisabledApplication?: number };
}

/**
 * Generates a world of any size: the application and the vault of the default world, partners `partner-1.example` and so on with the
 * accounts of the default world, and customers with users. Customer number n is the same in worlds of every size.
 *
 * @throws TypeError when a number is not a whole number, or a share not between 0 and 1
 */
export function generateWorld(options: GenerateWorldOptions): World {
  const { seed, customers, partners = 1, usersPerCustomer = 4 } = options;
  assertCount('customers', customers, 0);
  assertCount('partners', partners, 1);
  assertCount('usersPerCustomer', usersPerCustomer, 1);
  assertCount('usersPerPartner', options.usersPerPartner ?? 0, 0);
  for (const [name, share] of Object.entries({ ...options.shares, ...options.partnerShares }))
    assertShare(name, share);
  const text = String(seed);
  const world = createBareWorld(options);
  const agents = Array.from({ length: partners }, (_, index) =>
    addPartner(world, createSeededRandom(text, `partner ${index}`), index + 1, options),
  );
  for (let index = 0; index < customers; index += 1) {
    const partner = agents[index % partners];
    if (partner === undefined) continue;
    const random = createSeededRandom(text, `customer ${index}`);
    addCustomer(world, random, partner, index + 1, { usersPerCustomer, ...options.shares, options });
  }
  return world;
}

function createBareWorld(options: DefaultWorldOptions): World {
  const world: World = {
    settings: { issuerV1: '{login}/sts/{tenantid}/', partnerCenterMfa: '900421' },
    tenants: [aTenant('vendor', DEFAULT_TENANTS.vendor, 'Example Control Panel', 'control-panel.example')],
    users: [],
    applications: [exampleApplication(options)],
    servicePrincipals: [],
    consents: [],
    relationships: [],
    conditionalAccess: [],
    vaults: [exampleVault()],
    azureSubscriptions: [],
  };
  installApplication(world, DEFAULT_TENANTS.vendor, options);
  return world;
}

/** A partner, and who of its users gets roles at customers. */
interface Partner {
  tenantId: string;
  agentIds: string[];
}

function addPartner(
  world: World,
  random: SeededRandom,
  number: number,
  options: GenerateWorldOptions,
): Partner {
  const tenantId = random.guid();
  const domain = `partner-${number}.example`;
  world.tenants.push(aTenant('partner', tenantId, `Example Partner ${number}`, domain));
  const users = partnerUsers(tenantId, domain);
  world.users.push(...users);
  const { usersPerPartner = 0, partnerShares = {} } = options;
  const staff = partnerStaff(random, tenantId, domain, { count: usersPerPartner, shares: partnerShares });
  for (const user of staff) world.users.push(user);
  installApplication(world, tenantId, options);
  const agents = users.filter((user) => user.groups.includes('AdminAgents'));
  return { tenantId, agentIds: agents.map((user) => user.objectId) };
}

interface CustomerChoices {
  usersPerCustomer: number;
  withoutConsent?: number;
  withoutGdap?: number;
  withDisabledApplication?: number;
  options: DefaultWorldOptions;
}

function addCustomer(
  world: World,
  random: SeededRandom,
  partner: Partner,
  number: number,
  choices: CustomerChoices,
): void {
  const tenantId = random.guid();
  const domain = `customer-${number}.example`;
  const [hasConsent, hasGdap, isEnabled] = [
    random.fraction() >= (choices.withoutConsent ?? 0),
    random.fraction() >= (choices.withoutGdap ?? 0),
    random.fraction() >= (choices.withDisabledApplication ?? 0),
  ];
  world.tenants.push(aTenant('customer', tenantId, aCompany(random, number), domain));
  for (const user of someUsers(random, tenantId, domain, choices.usersPerCustomer)) world.users.push(user);
  if (hasConsent) installApplication(world, tenantId, choices.options, isEnabled ? 'enabled' : 'disabled');
  world.relationships.push({
    partnerTenantId: partner.tenantId,
    customerTenantId: tenantId,
    kind: 'gdap',
    roles: [...GDAP_ROLES],
    userObjectIds: hasGdap ? [...partner.agentIds] : [],
  });
  const owner = { tenantId, partnerTenantId: partner.tenantId, clientId: DEFAULT_APPLICATION.clientId };
  for (const one of deriveSubscriptions(owner, random.below(3))) world.azureSubscriptions.push(one);
}

function aTenant(kind: Tenant['kind'], id: string, name: string, defaultDomain: string): Tenant {
  return { id, name, defaultDomain, kind, mfa: 'when-registered', usersMayConsent: true };
}

function installApplication(
  world: World,
  tenantId: string,
  options: DefaultWorldOptions,
  state: 'enabled' | 'disabled' = 'enabled',
): void {
  const { clientId } = DEFAULT_APPLICATION;
  world.servicePrincipals.push({ tenantId, clientId, state, roles: approvedRoles(options) });
  world.consents.push(...adminConsents(tenantId, options));
}

function someUsers(random: SeededRandom, tenantId: string, domain: string, most: number): User[] {
  return Array.from({ length: 1 + random.below(most) }, (_, index) => {
    const name = `${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`;
    const login = `user${String(index + 1).padStart(2, '0')}@${domain}`;
    return aUser(tenantId, login, name, { objectId: random.guid() });
  });
}

function aCompany(random: SeededRandom, number: number): string {
  return `${pick(random, COMPANIES)} ${pick(random, TRADES)} ${number}`;
}

function pick(random: SeededRandom, words: readonly string[]): string {
  return words[random.below(words.length)] ?? '';
}

const COMPANIES = ['Northern', 'Harbour', 'Maple', 'Bright', 'Summit', 'River', 'Old Town', 'Silver'];
const TRADES = ['Bakery', 'Dental', 'Engineering', 'Logistics', 'Law', 'Farms', 'Media', 'Joinery'];
const FIRST_NAMES = ['Ada', 'Bruno', 'Chen', 'Dalia', 'Emeka', 'Freya', 'Goran', 'Hana', 'Ines', 'Jonas'];
const LAST_NAMES = ['Abe', 'Berg', 'Costa', 'Diaz', 'Egger', 'Fischer', 'Gupta', 'Haddad', 'Ito', 'Jansen'];

function assertCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new TypeError(`${name} must be a whole number from ${least} on, not ${value}`);
}

function assertShare(name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new TypeError(`the share ${name} must be between 0 and 1, not ${value}`);
}
