import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { verifyBearer } from '../bearer.ts';
import type { BearerResult } from '../bearer.ts';
import { guardService } from '../control/guard-service.ts';
import type { SandboxParts } from '../parts.ts';
import { recordApiCall } from '../record-api-call.ts';
import { createAssignment, deleteAssignment, listAssignments } from './app-role-assignments.ts';
import {
  getApplication,
  getRollableApplication,
  getWritableApplication,
  listApplications,
} from './applications.ts';
import { authorizeCall } from './authorize-call.ts';
import { runBatch } from './batch.ts';
import { listDirectoryRoles } from './directory-roles.ts';
import { GraphError, answerGraphError } from './graph-error.ts';
import { addKey, removeKey } from './key-credentials.ts';
import { endMySessions, getMe, listMyMemberships, listMyTransitiveMemberships } from './me.ts';
import { addPassword, removePassword } from './password-credentials.ts';
import { changeGrant, createGrant, deleteGrant, getGrant, listGrants } from './permission-grants.ts';
import { addDirectoryRoutes } from './posture/directory-routes.ts';
import { addPostureRoutes } from './posture/posture-routes.ts';
import { addRelationshipRoutes } from './relationship-routes.ts';
import type { AddRoute, Call } from './route.ts';
import { getSecurityIncident, listSecurityIncidents, runHuntingQuery } from './security.ts';
import { getServicePrincipal, listServicePrincipals } from './service-principals.ts';
import { endSessions, getUser, listMembershipsOf, listUsers } from './users.ts';
import { changeApplication, createApplication } from './write-application.ts';
import { changePrincipal, createPrincipal } from './write-principal.ts';

/** What the door hands to the routes. */
interface Env {
  Bindings: { bearer: BearerResult };
}

/** Microsoft Graph: every path of its origin. */
export function createGraphService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono<Env>({ getPath });
  const createAdd =
    (version: 'v1.0' | 'beta'): AddRoute =>
    (method, path, handle, status = 200) => {
      routes[method](`/${version}${path}`, async (c) => {
        const answer = await handle(readCall(parts, c));
        return answer === undefined ? c.body(null, 204) : c.json(answer, status);
      });
    };
  const add = createAdd('v1.0');

  add('get', '/me', ({ caller, url }) => getMe(parts, caller, url));
  add('get', '/me/memberOf', ({ caller }) => listMyMemberships(parts, caller));
  add('get', '/me/transitiveMemberOf', ({ caller }) => listMyTransitiveMemberships(parts, caller));
  add('post', '/me/revokeSignInSessions', ({ caller }) => endMySessions(parts, caller));
  add('get', '/users', ({ caller, url }) => listUsers(parts, caller, url));
  add('get', '/users/:id', ({ caller, url, id }) => getUser(parts, caller, id, url));
  add('get', '/users/:id/memberOf', ({ caller, id }) => listMembershipsOf(parts, caller, id));
  add('post', '/users/:id/revokeSignInSessions', ({ caller, id }) => endSessions(parts, caller, id));
  add('get', '/directoryRoles', ({ caller, url }) => listDirectoryRoles(parts, caller, url));

  add('get', '/servicePrincipals', ({ caller, url }) => listServicePrincipals(parts, caller, url));
  add('get', '/servicePrincipals/:id', ({ caller, url, id }) => getServicePrincipal(parts, caller, id, url));
  add('post', '/servicePrincipals', ({ caller, request }) => createPrincipal(parts, caller, request), 201);
  add('patch', '/servicePrincipals/:id', async ({ caller, request, id }) => {
    await changePrincipal(parts, caller, id, request);
    return undefined;
  });
  const assignments = '/servicePrincipals/:id/appRoleAssignments';
  add('get', assignments, ({ caller, url, id }) => listAssignments(parts, caller, id, url));
  add('post', assignments, ({ caller, request, id }) => createAssignment(parts, caller, id, request), 201);
  add('delete', `${assignments}/:part`, ({ caller, id, part }) => {
    deleteAssignment(parts, caller, id, part);
    return undefined;
  });

  add('get', '/oauth2PermissionGrants', ({ caller, url }) => listGrants(parts, caller, url));
  add('post', '/oauth2PermissionGrants', ({ caller, request }) => createGrant(parts, caller, request), 201);
  add('get', '/oauth2PermissionGrants/:id', ({ caller, id }) => getGrant(parts, caller, id));
  add('patch', '/oauth2PermissionGrants/:id', async ({ caller, request, id }) => {
    await changeGrant(parts, caller, id, request);
    return undefined;
  });
  add('delete', '/oauth2PermissionGrants/:id', ({ caller, id }) => {
    deleteGrant(parts, caller, id);
    return undefined;
  });

  add('get', '/applications', ({ caller, url }) => listApplications(parts, caller, url));
  add('post', '/applications', ({ caller, request }) => createApplication(parts, caller, request), 201);
  add('get', '/applications/:id', ({ caller, url, id }) => getApplication(parts, caller, id, url));
  add('patch', '/applications/:id', async ({ caller, request, id }) => {
    await changeApplication(parts, getWritableApplication(parts, caller, id), request);
    return undefined;
  });
  add('post', '/applications/:id/addKey', ({ caller, request, id }) =>
    addKey(parts, getRollableApplication(parts, caller, id), request),
  );
  add('post', '/applications/:id/removeKey', async ({ caller, request, id }) => {
    await removeKey(parts, getRollableApplication(parts, caller, id), request);
    return undefined;
  });
  add('post', '/applications/:id/addPassword', ({ caller, request, id }) =>
    addPassword(parts, getWritableApplication(parts, caller, id), request),
  );
  add('post', '/applications/:id/removePassword', async ({ caller, request, id }) => {
    await removePassword(getWritableApplication(parts, caller, id), request);
    return undefined;
  });

  addDirectoryRoutes(parts, add);
  addPostureRoutes(parts, add, createAdd('beta'));
  addRelationshipRoutes(parts, add);

  add('get', '/security/incidents', ({ caller, url }) => listSecurityIncidents(parts, caller, url));
  add('get', '/security/incidents/:id', ({ caller, url, id }) => getSecurityIncident(parts, caller, id, url));
  add('post', '/security/runHuntingQuery', ({ caller, request }) => runHuntingQuery(parts, caller, request));

  // Each request of a batch passes the guard, as if it came alone.
  const serveItem = guardService(parts, 'graph', serve);
  add('post', '/$batch', ({ request }) => runBatch(parts, request, serveItem));

  routes.notFound((c) =>
    answerGraphError(
      parts,
      c.req.raw,
      new GraphError(404, 'ResourceNotFound', 'Resource not found for the segment.'),
    ),
  );
  routes.onError((error, c) => {
    if (error instanceof GraphError) return answerGraphError(parts, c.req.raw, error);
    throw error;
  });

  async function serve(request: Request): Promise<Response> {
    const bearer = await verifyBearer(parts, request);
    const response = await routes.fetch(request, { bearer });
    recordApiCall(parts, 'graph', request, bearer, response.status);
    return withIds(request, response);
  }
  return serve;
}

/** `/applications(appId='X')` is one more way to write `/applications/appId=X`. */
function getPath(request: Request): string {
  const quote = "(?:'|%27)";
  const key = new RegExp(
    `^(/v1\\.0/(?:applications|servicePrincipals))\\(appId=${quote}([^'%)]+)${quote}\\)`,
    'i',
  );
  return new URL(request.url).pathname
    .replace(/^\/v1\.0\/%24batch$/i, '/v1.0/$batch')
    .replace(key, '$1/appId=$2');
}

function readCall(parts: SandboxParts, c: Context<Env>): Call {
  return {
    caller: authorizeCall(parts, c.env.bearer),
    request: c.req.raw,
    url: new URL(c.req.url),
    id: c.req.param('id') ?? '',
    part: c.req.param('part') ?? '',
  };
}

/** Every answer has a `request-id`, and the caller's own id if there is one. */
function withIds(request: Request, response: Response): Response {
  const headers = new Headers(response.headers);
  if (!headers.has('request-id')) headers.set('request-id', randomUUID());
  const clientId = request.headers.get('client-request-id');
  if (clientId !== null) headers.set('client-request-id', clientId);
  return new Response(response.body, { status: response.status, headers });
}
