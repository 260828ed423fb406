import { ConsentryError } from '../../errors.ts';
import type { ApplicationId } from '../../ids.ts';
import type { Api } from '../api.ts';
import { pages } from '../linked-pages.ts';
import { type ODataQuery, odataQuery, odataText } from '../odata.ts';
import { type BatchOptions, runBatch } from './batch.ts';
import type { BatchOutcome, BatchRequest } from './batch-request.ts';
import type {
  GraphMembership,
  GraphOrganization,
  GraphPermissionGrant,
  GraphServicePrincipal,
  GraphUser,
} from './directory.ts';
import { createGdap, type Gdap } from './gdap/gdap.ts';

/** Which users are wanted, and which of their fields. */
export type GraphUserQuery = Pick<ODataQuery, 'select' | 'filter'>;

/** Graph in one tenant, in the name of the service account. */
export interface Graph {
  /** The signed-in account, as this tenant sees it. @throws ConsentryError `api_…` and those of the credential source */
  me(): Promise<GraphUser>;
  /**
   * Ends every session of the signed-in account and every refresh token that it ever got, of whatever program. Access tokens
   * that are valid stay so.
   * @throws ConsentryError as {@link Graph.me}; `api_forbidden` without the permission User.RevokeSessions.All
   * @see https://learn.microsoft.com/graph/api/user-revokesigninsessions (2026-11)
   */
  endSessions(): Promise<void>;
  /** Every user of the tenant, page after page. Graph gives few fields unless they are named. */
  users(query?: GraphUserQuery): AsyncIterable<GraphUser>;
  /** The groups and directory roles of the signed-in account. */
  memberships(): AsyncIterable<GraphMembership>;
  /** The tenant itself. @throws ConsentryError as {@link Graph.me} */
  organization(): Promise<GraphOrganization>;
  /**
   * An application as this tenant has it; undefined where it has none: then nobody can consent to its permissions here.
   *
   * @param application its application id, the same in all tenants
   * @throws ConsentryError as {@link Graph.me}
   * @see https://learn.microsoft.com/graph/api/serviceprincipal-list (2026-11)
   */
  findServicePrincipal(
    application: ApplicationId,
    query?: Pick<ODataQuery, 'select'>,
  ): Promise<GraphServicePrincipal | undefined>;
  /**
   * The delegated permissions that were consented to in this tenant, page after page.
   *
   * @param client the object id of the service principal that has them; without it those of every application
   * @param consentType `AllPrincipals`: for everybody; `Principal`: for one user; without it both
   * @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-list (2026-11)
   */
  permissionGrants(
    client?: string,
    consentType?: 'AllPrincipals' | 'Principal',
  ): AsyncIterable<GraphPermissionGrant>;
  /** Relationships with customers. Only for a target without a customer. */
  readonly gdap: Gdap;
  /**
   * Many requests by few calls, each with an outcome of its own, in their order.
   * @throws ConsentryError `invalid_request`: see {@link runBatch}
   */
  batch(requests: readonly BatchRequest[], options?: BatchOptions): Promise<readonly BatchOutcome[]>;
  /** Every item of any collection, by its path. */
  collection(path: string): AsyncIterable<unknown>;
}

/** How Graph is asked. */
export interface GraphOptions {
  /** How many items Graph puts on a page. */
  readonly pageSize?: number;
}

/** @param api for Graph */
export function createGraph(api: Api, { pageSize = 999 }: GraphOptions = {}): Graph {
  return {
    async me() {
      const answer = await api.call({ method: 'GET', path: '/v1.0/me' });
      return answer.json as GraphUser;
    },
    async endSessions() {
      await api.call({ method: 'POST', path: '/v1.0/me/revokeSignInSessions' });
    },
    users: ({ select, filter } = {}) =>
      pages<GraphUser>(api, `/v1.0/users${odataQuery({ top: pageSize, select, filter })}`),
    memberships: () => pages<GraphMembership>(api, `/v1.0/me/memberOf?$top=${pageSize}`),
    async organization() {
      for await (const one of pages<GraphOrganization>(api, '/v1.0/organization')) return one;
      throw new ConsentryError('api_bad_response', { message: 'Graph names no organization.' });
    },
    async findServicePrincipal(application, { select } = {}) {
      const query = odataQuery({ select, filter: `appId eq ${odataText(application)}` });
      for await (const one of pages<GraphServicePrincipal>(api, `/v1.0/servicePrincipals${query}`))
        return one;
      return undefined;
    },
    permissionGrants: (clientId, consentType) => {
      const clauses = Object.entries({ clientId, consentType }).flatMap(([field, value]) =>
        value === undefined ? [] : [`${field} eq ${odataText(value)}`],
      );
      const filter = clauses.length === 0 ? undefined : clauses.join(' and ');
      return pages<GraphPermissionGrant>(api, `/v1.0/oauth2PermissionGrants${odataQuery({ filter })}`);
    },
    gdap: createGdap(api),
    batch: (requests, options) => runBatch(api, requests, options),
    collection: (path) => pages<unknown>(api, path),
  };
}
