import { ConsentryError } from '../../../errors.ts';
import { isGuid } from '../../../ids.ts';
import type { Api } from '../../api.ts';
import { pages } from '../../linked-pages.ts';
import { odataQuery } from '../../odata.ts';
import { accessDetailsOf, readProposal } from './read-proposal.ts';
import type { GdapAssignment, GdapCustomer, GdapProposal, GdapRelationship } from './relationship.ts';

/**
 * Granular delegated admin privileges: which roles a partner has with its customers, and for how long. It is the partner's own
 * tenant that knows of them: a target with a customer is refused. Needs DelegatedAdminRelationship.Read.All or .ReadWrite.All.
 */
export interface Gdap {
  /** Every relationship, in whatever state. @param filter an expression, such as `status eq 'active'` */
  relationships(filter?: string): AsyncIterable<GdapRelationship>;
  /** @throws ConsentryError `api_…`, `invalid_request` and those of the credential source */
  relationship(id: string): Promise<GdapRelationship>;
  /**
   * Proposes a relationship. It can still be changed; before a customer can approve it, it must be locked:
   * {@link Gdap.lockForApproval}, then {@link approvalUrl}. It is sent once: where no answer came, look for its name before you do
   * it again.
   * @throws ConsentryError as {@link Gdap.relationship}
   */
  createRelationship(proposal: GdapProposal): Promise<GdapRelationship>;
  /** From now on it cannot be changed, and the customer can approve it. @throws ConsentryError as {@link Gdap.relationship} */
  lockForApproval(id: string): Promise<void>;
  /** Ends a relationship that is active; Graph does so after a while. @throws ConsentryError as {@link Gdap.relationship} */
  terminate(id: string): Promise<void>;
  /** Which groups of the partner have which roles of a relationship. @throws ConsentryError as {@link Gdap.relationship} */
  assignments(relationship: string): AsyncIterable<GdapAssignment>;
  /**
   * Gives a security group of the partner roles of a relationship that is active. Until its status is `active` they do not work.
   *
   * @param group its object id in the partner's tenant. Roles work for the people in it, never for applications
   * @throws ConsentryError as {@link Gdap.relationship}
   */
  createAssignment(
    relationship: string,
    given: { readonly group: string; readonly roles: readonly string[] },
  ): Promise<GdapAssignment>;
  /**
   * Takes the roles away again.
   *
   * @param assignment as it was read: one that was changed since is `api_changed`
   * @throws ConsentryError as {@link Gdap.relationship}
   */
  deleteAssignment(
    relationship: string,
    assignment: Pick<GdapAssignment, 'id' | '@odata.etag'>,
  ): Promise<void>;
  /** The customers with whom there is an active relationship. */
  customers(): AsyncIterable<GdapCustomer>;
}

const root = '/v1.0/tenantRelationships';

/**
 * Where an administrator of the customer approves a relationship that is locked. In the public cloud.
 *
 * @throws ConsentryError `invalid_request`
 * @see https://learn.microsoft.com/graph/api/resources/delegatedadminrelationships-api-overview (2026-11)
 */
export function approvalUrl(relationship: string): string {
  return `https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/${readRelationshipId(relationship)}`;
}

/** @param api for Graph, in the partner's own tenant */
export function createGdap(api: Api): Gdap {
  const pathOf = (id: string): string => {
    requirePartner(api);
    return `${root}/delegatedAdminRelationships/${readRelationshipId(id)}`;
  };
  const request = async (id: string, action: string): Promise<void> => {
    await api.call({ method: 'POST', path: `${pathOf(id)}/requests`, body: { action } });
  };
  return {
    relationships: (filter) =>
      listOf<GdapRelationship>(api, () => `${root}/delegatedAdminRelationships${odataQuery({ filter })}`),
    relationship: async (id) =>
      (await api.call({ method: 'GET', path: pathOf(id) })).json as GdapRelationship,
    async createRelationship(proposal) {
      requirePartner(api);
      const path = `${root}/delegatedAdminRelationships`;
      const body = readProposal(proposal);
      return (await api.call({ method: 'POST', path, body })).json as GdapRelationship;
    },
    lockForApproval: (id) => request(id, 'lockForApproval'),
    terminate: (id) => request(id, 'terminate'),
    assignments: (id) => listOf<GdapAssignment>(api, () => `${pathOf(id)}/accessAssignments`),
    async createAssignment(id, { group, roles }) {
      if (!isGuid(group)) throw invalid('The group of an access assignment is named by its object id.');
      const path = `${pathOf(id)}/accessAssignments`;
      const accessContainer = { accessContainerId: group, accessContainerType: 'securityGroup' };
      const body = { accessContainer, accessDetails: accessDetailsOf(roles) };
      return (await api.call({ method: 'POST', path, body })).json as GdapAssignment;
    },
    async deleteAssignment(id, { id: assignment, '@odata.etag': etag }) {
      if (!isGuid(assignment)) throw invalid('The id of an access assignment is a GUID.');
      if (etag === undefined) throw invalid('An access assignment is deleted by its ETag: read it first.');
      const path = `${pathOf(id)}/accessAssignments/${assignment}`;
      await api.call({ method: 'DELETE', path, headers: { 'if-match': etag } });
    },
    customers: () => listOf<GdapCustomer>(api, () => `${root}/delegatedAdminCustomers`),
  };
}

/** A list that is refused, like everything else, when it is read and not when it is named. */
async function* listOf<Item>(api: Api, path: () => string): AsyncGenerator<Item> {
  requirePartner(api);
  yield* pages<Item>(api, path());
}

function requirePartner({ target: { partner, customer } }: Api): void {
  if (customer === undefined || customer === partner) return;
  throw new ConsentryError('invalid_request', {
    message: 'GDAP relationships are kept in the partner’s own tenant, not in a customer’s.',
    remedy: 'Leave `customer` out of the target.',
  });
}

/** Two GUIDs with a dash between them. */
function readRelationshipId(id: string): string {
  if (typeof id === 'string' && isGuid(id.slice(0, 36)) && (id.length === 36 || isGuid(id.slice(37)))) {
    if (id.length === 36 || id[36] === '-') return id;
  }
  throw invalid('The id of a GDAP relationship is two GUIDs with a dash between them.');
}

function invalid(message: string): ConsentryError {
  return new ConsentryError('invalid_request', { message });
}
