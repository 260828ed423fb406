import type { SandboxParts } from '../parts.ts';
import {
  changeAccessAssignment,
  createAccessAssignment,
  deleteAccessAssignment,
  getAccessAssignment,
  listAccessAssignments,
} from './access-assignments.ts';
import {
  createDelegatedRelationship,
  getDelegatedRelationship,
  listDelegatedCustomers,
  listDelegatedRelationships,
  requestOfRelationship,
} from './delegated-admin.ts';
import type { AddRoute } from './route.ts';

/** The relationships of a partner with its customers (GDAP). */
export function addRelationshipRoutes(parts: SandboxParts, add: AddRoute): void {
  const relationships = '/tenantRelationships/delegatedAdminRelationships';
  add('get', relationships, ({ caller, url }) => listDelegatedRelationships(parts, caller, url));
  add(
    'post',
    relationships,
    ({ caller, request }) => createDelegatedRelationship(parts, caller, request),
    201,
  );
  add('get', `${relationships}/:id`, ({ caller, url, id }) =>
    getDelegatedRelationship(parts, caller, id, url),
  );
  add(
    'post',
    `${relationships}/:id/requests`,
    ({ caller, request, id }) => requestOfRelationship(parts, caller, id, request),
    201,
  );
  const access = `${relationships}/:id/accessAssignments`;
  add('get', access, ({ caller, url, id }) => listAccessAssignments(parts, caller, id, url));
  add('post', access, ({ caller, request, id }) => createAccessAssignment(parts, caller, id, request), 201);
  add('get', `${access}/:part`, ({ caller, id, part }) => getAccessAssignment(parts, caller, id, part));
  add('patch', `${access}/:part`, async ({ caller, request, id, part }) => {
    await changeAccessAssignment(parts, caller, id, part, request);
    return undefined;
  });
  add('delete', `${access}/:part`, ({ caller, request, id, part }) => {
    deleteAccessAssignment(parts, caller, id, part, request);
    return undefined;
  });
  add('get', '/tenantRelationships/delegatedAdminCustomers', ({ caller, url }) =>
    listDelegatedCustomers(parts, caller, url),
  );
}
