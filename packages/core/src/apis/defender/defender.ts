import type { Cloud } from '../../entra/index.ts';
import { ConsentryError } from '../../errors.ts';
import type { Api, ApiCall } from '../api.ts';
import { checkDefenderToken, type DefenderPermission, defenderPermissions } from './check-permission.ts';
import { getIncident, readIncidentId } from './get-incident.ts';
import { type HuntingResult, hunt } from './hunt.ts';
import { type Alert, type Incident, readIncident } from './incident.ts';
import { type IncidentFilter, incidentFilter, severityTest } from './incident-filter.ts';
import { listIncidents } from './list-incidents.ts';
import { type IncidentChanges, readIncidentChanges } from './update-incident.ts';

/**
 * Defender XDR in one tenant. Every operation looks into the token first: one of another API is `host_refused`, one without the
 * permission `api_forbidden`, and nothing is sent.
 */
export interface Defender {
  /**
   * Incidents, newest first, each once. A severity is filtered here and not at Defender: see {@link IncidentFilter.severity}.
   * @throws ConsentryError `invalid_request` (the filter), `host_refused`, `api_…` and those of the credential source
   */
  incidents(filter?: IncidentFilter): AsyncIterable<Incident>;
  /**
   * One incident; where it was merged into another one, that one: its `incidentId` differs from what was asked for.
   * @throws ConsentryError as {@link Defender.incidents}; `api_not_found`
   */
  incident(id: number): Promise<Incident>;
  /**
   * Changes an incident. It is sent once: where no answer came, look at the incident before you do it again, for a comment would
   * stand there twice.
   * @returns the incident as it is now
   * @throws ConsentryError as {@link Defender.incident}
   */
  updateIncident(id: number, changes: IncidentChanges): Promise<Incident>;
  /**
   * The alerts of the incidents that the filter lets through. Defender XDR has no list of alerts of its own: they lie in their
   * incidents. A severity is that of the alert.
   * @throws ConsentryError as {@link Defender.incidents}
   */
  alerts(filter?: IncidentFilter): AsyncIterable<Alert>;
  /**
   * The items of a list by its path: `/api/incidents`, with `$filter` in Defender's own words. Of other lists the pages are not known.
   * @throws ConsentryError as {@link Defender.incidents}
   */
  collection(path: string): AsyncIterable<unknown>;
  /** Advanced hunting. @throws ConsentryError as {@link hunt}, and as {@link Defender.incidents} */
  hunt(query: string): Promise<HuntingResult>;
}

/** How Defender is asked. A declared cloud is named here. */
export interface DefenderOptions {
  /** Its audiences count. Without it those of the built-in cloud whose Defender the token is sent to. */
  readonly cloud?: Cloud | undefined;
}

/** @param api for Defender */
export function createDefender(api: Api, { cloud }: DefenderOptions = {}): Defender {
  const needing = (needed: DefenderPermission): Required<Pick<ApiCall, 'checkToken'>> => ({
    checkToken: (token) => checkDefenderToken(token, needed, api.target, cloud),
  });
  const reading = needing(defenderPermissions.read);
  return {
    incidents: (filter = {}) => filtered(api, filter, reading),
    incident: (id) => getIncident(api, id, reading),
    async updateIncident(id, changes) {
      const path = `/api/incidents/${readIncidentId(id)}`;
      const body = readIncidentChanges(changes);
      const { json } = await api.call({
        method: 'PATCH',
        path,
        body,
        ...needing(defenderPermissions.write),
      });
      return readIncident(json);
    },
    alerts: (filter = {}) => listAlerts(api, filter, reading),
    collection: (path) => byPath(api, path, reading),
    hunt: (query) => hunt(api, query, needing(defenderPermissions.hunt)),
  };
}

async function* filtered(
  api: Api,
  filter: IncidentFilter,
  options: Pick<ApiCall, 'checkToken'>,
): AsyncGenerator<Incident> {
  const isWanted = severityTest(filter);
  for await (const incident of listIncidents(api, incidentFilter(filter), options)) {
    if (isWanted(incident.severity)) yield incident;
  }
}

async function* listAlerts(
  api: Api,
  filter: IncidentFilter,
  options: Pick<ApiCall, 'checkToken'>,
): AsyncGenerator<Alert> {
  const isWanted = severityTest(filter);
  for await (const { incidentId, alerts = [] } of listIncidents(api, incidentFilter(filter), options)) {
    for (const alert of alerts) if (isWanted(alert.severity)) yield { incidentId, ...alert };
  }
}

async function* byPath(
  api: Api,
  path: string,
  options: Pick<ApiCall, 'checkToken'>,
): AsyncGenerator<Incident> {
  const [list, query = ''] = path.split('?', 2);
  const { $filter: filter, ...others } = Object.fromEntries(new URLSearchParams(query));
  if (list !== '/api/incidents' || Object.keys(others).length > 0) {
    throw new ConsentryError('invalid_request', {
      message: 'The pages of this path are not known.',
      remedy: 'Give /api/incidents, with a $filter or without, and neither $top nor $skip.',
    });
  }
  yield* listIncidents(api, filter, options);
}
