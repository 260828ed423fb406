/** An incident as Defender shows it, with its alerts. Instants have seven digits behind the second. */
export interface Incident {
  incidentId: number;
  /** The incident that this one was merged into: it is `Redirected` then. */
  redirectIncidentId: number | null;
  incidentName: string;
  createdTime: string;
  lastUpdateTime: string;
  assignedTo: string | null;
  classification: 'Unknown' | 'FalsePositive' | 'TruePositive';
  determination: string;
  status: 'Active' | 'Resolved' | 'Redirected';
  severity: Severity;
  tags: string[];
  comments: { comment: string; createdBy: string; createdTime: string }[];
  alerts: Alert[];
}

export type Severity = 'Informational' | 'Low' | 'Medium' | 'High';

/** An alert inside an incident. */
export interface Alert {
  alertId: string;
  incidentId: number;
  serviceSource: string;
  creationTime: string;
  lastUpdatedTime: string;
  resolvedTime: string | null;
  firstActivity: string;
  lastActivity: string;
  title: string;
  description: string;
  category: string;
  status: 'New' | 'Resolved';
  severity: Severity;
  classification: string | null;
  determination: string | null;
  detectionSource: string;
  assignedTo: string | null;
  devices: Device[];
  entities: Entity[];
}

/** A device of a tenant. */
export interface Device {
  mdatpDeviceId: string;
  deviceDnsName: string;
  osPlatform: string;
  healthStatus: string;
  riskScore: string;
}

/** What else an alert is about: here always an account. */
export interface Entity {
  entityType: 'User';
  accountName: string;
  domainName: string;
  aadUserId: string;
  userPrincipalName: string;
}

/** What somebody changes of an incident. */
export interface IncidentChange {
  status?: 'Active' | 'Resolved';
  assignedTo?: string | null;
  classification?: Incident['classification'];
  determination?: string;
  tags?: string[];
  comment?: string;
}

/**
 * Writes an instant as Defender does: with seven digits behind the second, of which a `Date` holds three. The last four are never
 * zero, so that a client that loses them shows it.
 */
export function writeInstant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23)}3333Z`;
}
