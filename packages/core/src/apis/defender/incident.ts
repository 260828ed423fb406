import { ConsentryError } from '../../errors.ts';
import { isJsonObject } from '../../http/read-json.ts';

/** `InProgress` is one that can be set, and that older texts do not name. */
export type IncidentStatus = 'Active' | 'InProgress' | 'Resolved' | 'Redirected';
/** How severe an incident is. `hunt` and filters take these words as they are. */
export type Severity = 'Informational' | 'Low' | 'Medium' | 'High';

/**
 * An incident: alerts that tell of one attack. Fields that are not named here are passed through, and a name that is not in a list
 * may come. Instants are texts with up to seven digits behind the second: keep them as they are, for a `Date` loses four.
 *
 * @see https://learn.microsoft.com/defender-xdr/api-list-incidents (2026-11)
 */
export interface Incident {
  readonly incidentId: number;
  /** The incident that this one was merged into. */
  readonly redirectIncidentId?: number | null;
  readonly incidentName?: string;
  readonly createdTime?: string;
  readonly lastUpdateTime?: string;
  readonly assignedTo?: string | null;
  readonly classification?: string | null;
  readonly determination?: string | null;
  readonly detectionSource?: string | null;
  readonly status?: IncidentStatus | (string & {});
  readonly severity?: Severity | (string & {});
  readonly tags?: readonly string[];
  readonly comments?: readonly IncidentComment[];
  readonly alerts?: readonly Alert[];
  readonly [field: string]: unknown;
}

/** @throws ConsentryError `api_bad_response` for what has no id */
export function readIncident(value: unknown): Incident {
  if (isJsonObject(value) && Number.isSafeInteger(value['incidentId'])) return value as Incident;
  throw new ConsentryError('api_bad_response');
}

/** A comment on an incident. */
export interface IncidentComment {
  readonly comment?: string;
  readonly createdBy?: string;
  readonly createdTime?: string;
  readonly [field: string]: unknown;
}

/** An alert of an incident. @see https://learn.microsoft.com/defender-xdr/api-list-incidents#alerts-metadata (2026-11) */
export interface Alert {
  readonly alertId: string;
  readonly incidentId?: number;
  readonly title?: string;
  readonly description?: string;
  readonly category?: string | null;
  readonly serviceSource?: string;
  readonly detectionSource?: string;
  readonly status?: string;
  readonly severity?: Severity | (string & {});
  readonly classification?: string | null;
  readonly determination?: string | null;
  readonly assignedTo?: string | null;
  readonly creationTime?: string;
  readonly lastUpdatedTime?: string;
  readonly resolvedTime?: string | null;
  readonly firstActivity?: string;
  readonly lastActivity?: string;
  readonly mitreTechniques?: readonly string[];
  readonly devices?: readonly Readonly<Record<string, unknown>>[];
  readonly entities?: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}
