import { z } from 'zod';
import type { SandboxParts } from '../parts.ts';
import type { Incident } from '../security/incident.ts';
import { SECURITY_READING_ROLES, SECURITY_WRITING_ROLES } from '../world/directory-roles.ts';
import { assertNeed } from './authorize-call.ts';
import type { Caller, Need } from './authorize-call.ts';
import { DefenderError } from './defender-error.ts';
import { readIncidentFilter } from './incident-filter.ts';
import { readBody } from './read-body.ts';

const READ: Need = {
  delegated: ['Incident.Read', 'Incident.ReadWrite'],
  application: ['Incident.Read.All', 'Incident.ReadWrite.All'],
  roles: SECURITY_READING_ROLES,
};
const WRITE: Need = {
  delegated: ['Incident.ReadWrite'],
  application: ['Incident.ReadWrite.All'],
  roles: SECURITY_WRITING_ROLES,
};

const MOST = 100;
const QUERY: readonly string[] = ['$filter', '$top', '$skip'];

/** A list as Defender writes it. There is no next link: whoever wants more skips. */
export interface IncidentPage {
  '@odata.context': string;
  value: Incident[];
}

/**
 * `GET /api/incidents`: the newest first; `$filter`, `$top` to 100, `$skip`.
 *
 * @throws DefenderError `Forbidden`, `ODataError` for another query option or one that is out of range
 */
export function listIncidents(parts: SandboxParts, caller: Caller, url: URL): IncidentPage {
  assertNeed(caller, READ);
  for (const name of url.searchParams.keys()) {
    if (name.startsWith('$') && !QUERY.includes(name))
      throw new DefenderError('ODataError', `The query option ${name} is not supported.`);
  }
  const top = readCount(url, '$top', MOST);
  if (top > MOST)
    throw new DefenderError('ODataError', `The limit of '${MOST}' for Top query has been exceeded.`);
  const skip = readCount(url, '$skip', 0);
  const filter = url.searchParams.get('$filter');
  const isWanted = filter === null ? () => true : readIncidentFilter(filter);
  const incidents = parts.security.listIncidents(caller.tenant).filter(isWanted);
  return {
    '@odata.context': `${parts.origins.defender}/api/$metadata#Incidents`,
    value: incidents.slice(skip, skip + top),
  };
}

/** `GET /api/incidents/{id}` @throws DefenderError `Forbidden`, `ResourceNotFound` */
export function getIncident(parts: SandboxParts, caller: Caller, id: string): object {
  assertNeed(caller, READ);
  return writeOne(parts, parts.security.findIncident(caller.tenant, Number(id)), id);
}

const changeSchema = z.strictObject({
  status: z.enum(['Active', 'Resolved']).exactOptional(),
  assignedTo: z.string().min(1).nullable().exactOptional(),
  classification: z.enum(['Unknown', 'FalsePositive', 'TruePositive']).exactOptional(),
  determination: z.string().min(1).exactOptional(),
  tags: z.array(z.string().min(1)).exactOptional(),
  comment: z.string().min(1).exactOptional(),
});

/** `PATCH /api/incidents/{id}` @throws DefenderError `Forbidden`, `ResourceNotFound`, `InvalidRequestBody` */
export async function changeIncident(
  parts: SandboxParts,
  caller: Caller,
  id: string,
  request: Request,
): Promise<object> {
  assertNeed(caller, WRITE);
  const change = await readBody(request, changeSchema);
  const by = caller.user?.userPrincipalName ?? caller.claims.clientId;
  return writeOne(parts, parts.security.change(caller.tenant, Number(id), change, by), id);
}

function writeOne({ origins }: SandboxParts, incident: Incident | undefined, id: string): object {
  if (incident === undefined) throw new DefenderError('ResourceNotFound', `Incident ${id} was not found.`);
  return { '@odata.context': `${origins.defender}/api/$metadata#Incidents/$entity`, ...incident };
}

function readCount({ searchParams }: URL, name: string, otherwise: number): number {
  const text = searchParams.get(name);
  if (text === null) return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new DefenderError('ODataError', `The value of ${name} is no whole number.`);
}
