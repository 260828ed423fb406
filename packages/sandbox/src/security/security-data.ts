import { countIncidents, deriveIncident, incidentId } from './derive-incident.ts';
import type { IncidentSource } from './derive-incident.ts';
import { writeInstant } from './incident.ts';
import type { Incident, IncidentChange } from './incident.ts';
import type { Tenant } from '../world/types.ts';

/** What Defender and Graph know of incidents. Only what somebody changed is kept; the rest is derived when it is asked for. */
export interface SecurityData extends IncidentSource {
  /** All incidents of a tenant, the newest first. */
  listIncidents(tenant: Tenant): Incident[];
  findIncident(tenant: Tenant, id: number): Incident | undefined;
  /** Changes an incident that {@link findIncident} finds. @param by who does it */
  change(tenant: Tenant, id: number, change: IncidentChange, by: string): Incident | undefined;
}

/** The incidents of a sandbox that begins now. */
export function createSecurityData({
  world,
  clock,
}: Pick<IncidentSource, 'world'> & { clock: { now(): number } }): SecurityData {
  const source: IncidentSource = { world, beganAt: clock.now() };
  const changed = new Map<string, Incident>();
  function getIncident(tenant: Tenant, index: number): Incident {
    const known = changed.get(`${tenant.id} ${incidentId(tenant, index)}`);
    return known ?? deriveIncident(source, tenant, index);
  }
  function findIncident(tenant: Tenant, id: number): Incident | undefined {
    const index = id - incidentId(tenant, 0);
    if (!Number.isInteger(index) || index < 0 || index >= countIncidents(tenant)) return undefined;
    return getIncident(tenant, index);
  }
  return {
    ...source,
    listIncidents: (tenant) => {
      const count = countIncidents(tenant);
      return Array.from({ length: count }, (_, age) => getIncident(tenant, count - 1 - age));
    },
    findIncident,
    change: (tenant, id, change, by) => {
      const incident = findIncident(tenant, id);
      if (incident === undefined) return undefined;
      const next = applyChange(incident, change, by, clock.now());
      changed.set(`${tenant.id} ${id}`, next);
      return next;
    },
  };
}

function applyChange(
  incident: Incident,
  { comment, ...change }: IncidentChange,
  by: string,
  now: number,
): Incident {
  const at = writeInstant(now);
  const comments =
    comment === undefined
      ? incident.comments
      : [...incident.comments, { comment, createdBy: by, createdTime: at }];
  return { ...incident, ...change, comments, lastUpdateTime: at };
}
