import { deriveGuid } from '../ids.ts';
import { listUsersOf } from '../world/find.ts';
import { createSeededRandom } from '../world/random.ts';
import type { SeededRandom } from '../world/random.ts';
import type { Tenant, World } from '../world/types.ts';
import { deriveDevice } from './derive-device.ts';
import { writeInstant } from './incident.ts';
import type { Alert, Entity, Incident, Severity } from './incident.ts';

const DAY_MS = 86_400_000;
/** Over how many days before the sandbox began the incidents are spread. */
const SPREAD_DAYS = 28;

/** Where incidents are derived from: the world, and the instant at which the sandbox began. */
export interface IncidentSource {
  readonly world: World;
  readonly beganAt: number;
}

/** How many incidents a tenant has. */
export function countIncidents({ id, incidents }: Tenant): number {
  return incidents ?? createSeededRandom(id, 'incidents').below(9);
}

/** The id of a tenant's incident: the oldest has the smallest, and no two tenants begin with the same. */
export function incidentId({ id }: Tenant, index: number): number {
  return 1000 + createSeededRandom(id, 'first incident').below(900_000) + index;
}

/**
 * Derives one incident of a tenant: the same each time, so that nothing is kept of ten thousand customers.
 *
 * @param index 0 for the oldest
 */
export function deriveIncident(source: IncidentSource, tenant: Tenant, index: number): Incident {
  const count = countIncidents(tenant);
  const random = createSeededRandom(tenant.id, `incident ${index}`);
  const id = incidentId(tenant, index);
  const age = (SPREAD_DAYS * DAY_MS * (count - index - random.fraction())) / Math.max(count, 1);
  const createdAt = Math.floor(source.beganAt - age);
  const [title, category] = pick(random, THREATS);
  const isRedirected = index > 0 && random.below(12) === 0;
  const isResolved = !isRedirected && random.below(3) === 0;
  const severity = pick(random, SEVERITIES);
  const updatedAt = Math.floor(createdAt + random.fraction() * age);
  const alerts = Array.from({ length: isRedirected ? 0 : 1 + random.below(3) }, (_, number) =>
    deriveAlert(source, tenant, random, {
      id,
      number,
      title,
      category,
      severity,
      createdAt,
      updatedAt,
      isResolved,
    }),
  );
  return {
    incidentId: id,
    redirectIncidentId: isRedirected ? id - 1 : null,
    incidentName: `${title} on ${alerts.length === 1 ? 'one endpoint' : 'several endpoints'}`,
    createdTime: writeInstant(createdAt),
    lastUpdateTime: writeInstant(updatedAt),
    assignedTo: isResolved ? `soc@${tenant.defaultDomain}` : null,
    classification: isResolved ? pick(random, ['TruePositive', 'FalsePositive'] as const) : 'Unknown',
    determination: 'NotAvailable',
    status: isRedirected ? 'Redirected' : isResolved ? 'Resolved' : 'Active',
    severity,
    tags: [],
    comments: [],
    alerts,
  };
}

interface AlertFacts {
  id: number;
  number: number;
  title: string;
  category: string;
  severity: Severity;
  createdAt: number;
  updatedAt: number;
  isResolved: boolean;
}

function deriveAlert(
  { world }: IncidentSource,
  tenant: Tenant,
  random: SeededRandom,
  facts: AlertFacts,
): Alert {
  const { id, number, title, category, severity, createdAt, updatedAt, isResolved } = facts;
  return {
    alertId: `da${deriveGuid('alert', tenant.id, String(id), String(number)).replaceAll('-', '')}`,
    incidentId: id,
    serviceSource: 'MicrosoftDefenderForEndpoint',
    creationTime: writeInstant(createdAt + number * 1000),
    lastUpdatedTime: writeInstant(updatedAt),
    resolvedTime: isResolved ? writeInstant(updatedAt) : null,
    firstActivity: writeInstant(createdAt - 60_000),
    lastActivity: writeInstant(createdAt),
    title,
    description: `${title}: derived from the seed of the sandbox's world.`,
    category,
    status: isResolved ? 'Resolved' : 'New',
    severity,
    classification: null,
    determination: null,
    detectionSource: 'WindowsDefenderAtp',
    assignedTo: null,
    devices: [deriveDevice(tenant, random.below(3))],
    entities: deriveEntities(world, tenant, random),
  };
}

function deriveEntities(world: World, tenant: Tenant, random: SeededRandom): Entity[] {
  const users = listUsersOf(world, tenant.id);
  const user = users[random.below(Math.max(users.length, 1))];
  if (user === undefined) return [];
  return [
    {
      entityType: 'User',
      accountName: user.userPrincipalName.split('@')[0] ?? '',
      domainName: tenant.defaultDomain,
      aadUserId: user.objectId,
      userPrincipalName: user.userPrincipalName,
    },
  ];
}

/** A threat by its title, and the category that it belongs to. */
const THREATS = [
  ['Suspicious sign-in', 'InitialAccess'],
  ['Malware was prevented', 'Malware'],
  ['Phishing mail was reported', 'InitialAccess'],
  ['Unusual process was started', 'Execution'],
  ['Many files were renamed', 'Ransomware'],
  ['Credential was dumped', 'CredentialAccess'],
] as const;
const SEVERITIES: readonly Severity[] = ['Informational', 'Low', 'Medium', 'High'];

function pick<T>(random: SeededRandom, of: readonly T[]): T {
  const found = of[random.below(of.length)];
  if (found === undefined) throw new TypeError('nothing to pick from');
  return found;
}
