import { ConsentryError } from '../../errors.ts';
import type { Api, ApiCall } from '../api.ts';
import { type Incident, readIncident } from './incident.ts';

/** An incident is merged into another one, and that may be merged again. */
const mostMerges = 5;

/**
 * One incident, or the one that it was merged into.
 *
 * @throws ConsentryError `invalid_request`, `api_not_found`, `api_bad_response` where merges go round in a circle; those of
 *   {@link Api.call}
 * @see https://learn.microsoft.com/defender-xdr/api-get-incident (2026-11)
 */
export async function getIncident(
  api: Api,
  id: number,
  options: Pick<ApiCall, 'checkToken'>,
): Promise<Incident> {
  let wanted = readIncidentId(id);
  for (let merges = 0; merges <= mostMerges; merges++) {
    const { json } = await api.call({ method: 'GET', path: `/api/incidents/${wanted}`, ...options });
    const incident = readIncident(json);
    const { redirectIncidentId } = incident;
    if (redirectIncidentId === undefined || redirectIncidentId === null) return incident;
    wanted = readIncidentId(redirectIncidentId);
  }
  throw new ConsentryError('api_bad_response', {
    message: 'The incident is merged into others without end.',
  });
}

/** @throws ConsentryError `invalid_request` for what is no positive whole number */
export function readIncidentId(id: unknown): number {
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
  throw new ConsentryError('invalid_request', {
    message: 'The id of an incident is a positive whole number.',
  });
}
