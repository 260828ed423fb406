import type { Api } from '../api.ts';
import { pages } from './pages.ts';

/** @see Microsoft Graph v1.0, user resource (2026-11) */
export interface GraphUser {
  readonly id: string;
  readonly displayName?: string | null;
  readonly userPrincipalName?: string;
  /** Fields that are not named here are passed through. */
  readonly [field: string]: unknown;
}

/** A group or directory role that the signed-in account is a member of. @see Microsoft Graph v1.0, memberOf (2026-11) */
export interface GraphMembership {
  readonly '@odata.type'?: string;
  readonly id: string;
  readonly displayName?: string | null;
  readonly roleTemplateId?: string;
  readonly [field: string]: unknown;
}

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
  /** Every user of the tenant, page after page. */
  users(): AsyncIterable<GraphUser>;
  /** The groups and directory roles of the signed-in account. */
  memberships(): AsyncIterable<GraphMembership>;
  /** Every item of any collection, by its path. */
  collection(path: string): AsyncIterable<unknown>;
}

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
    users: () => pages<GraphUser>(api, `/v1.0/users?$top=${pageSize}`),
    memberships: () => pages<GraphMembership>(api, `/v1.0/me/memberOf?$top=${pageSize}`),
    collection: (path) => pages<unknown>(api, path),
  };
}
