import { z } from 'zod';
import type { SandboxParts } from '../parts.ts';
import { runQuery } from '../security/hunting/run-query.ts';
import { QueryError } from '../security/hunting/table.ts';
import type { Incident } from '../security/incident.ts';
import { SECURITY_READING_ROLES } from '../world/directory-roles.ts';
import { assertPermission, assertRole } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { GraphError, notFound } from './graph-error.ts';
import { assertNoQuery, contextOf, readFilter, writeEntity, writeList } from './odata.ts';
import type { Entity } from './odata.ts';
import { PERMISSIONS } from './permissions.ts';
import { readBody } from './read-body.ts';

/** `GET /v1.0/security/incidents`: those of Defender, in the words of Graph. */
export function listSecurityIncidents(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  assertNoQuery(url, ['$search', '$orderby', '$count', '$expand']);
  const isWanted = readFilter(url, ['status', 'severity', 'assignedTo']);
  const incidents = parts.security.listIncidents(caller.tenant).map(writeIncident).filter(isWanted);
  return writeList(parts, 'security/incidents', url, incidents, (one) => one);
}

/** `GET /v1.0/security/incidents/{id}` @throws GraphError 404 */
export function getSecurityIncident(parts: SandboxParts, caller: Caller, id: string, url: URL): Entity {
  authorizeReading(caller);
  const incident = parts.security.findIncident(caller.tenant, Number(id));
  if (incident === undefined) throw notFound(id);
  return writeEntity(parts, 'security/incidents', writeIncident(incident), url);
}

const querySchema = z.looseObject({ Query: z.string().min(1) });

/** `POST /v1.0/security/runHuntingQuery` @throws GraphError 400 for a query that is not good */
export async function runHuntingQuery(
  parts: SandboxParts,
  caller: Caller,
  request: Request,
): Promise<Entity> {
  assertPermission(caller, PERMISSIONS.hunt);
  assertRole(caller, SECURITY_READING_ROLES);
  const { Query: query } = await readBody(request, querySchema);
  try {
    const { columns, rows } = runQuery(parts.security, caller.tenant, query, parts.clock.now());
    return {
      ...contextOf(parts, 'microsoft.graph.security.huntingQueryResults'),
      schema: columns,
      results: rows,
    };
  } catch (error) {
    if (error instanceof QueryError) throw new GraphError(400, 'BadRequest', error.message);
    throw error;
  }
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, PERMISSIONS.readIncidents);
  assertRole(caller, SECURITY_READING_ROLES);
}

function writeIncident(incident: Incident): Entity {
  const { redirectIncidentId, comments } = incident;
  return {
    id: String(incident.incidentId),
    displayName: incident.incidentName,
    createdDateTime: incident.createdTime,
    lastUpdateDateTime: incident.lastUpdateTime,
    assignedTo: incident.assignedTo,
    classification: lowerFirst(incident.classification),
    determination: lowerFirst(incident.determination),
    status: lowerFirst(incident.status),
    severity: lowerFirst(incident.severity),
    redirectIncidentId: redirectIncidentId === null ? null : String(redirectIncidentId),
    customTags: incident.tags,
    comments: comments.map(({ comment, createdBy, createdTime }) => ({
      comment,
      createdByDisplayName: createdBy,
      createdDateTime: createdTime,
    })),
  };
}

function lowerFirst(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1);
}
