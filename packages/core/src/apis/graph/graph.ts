import { ConsentryError } from '../../errors.ts';
import type { Fetch } from '../../ports.ts';
import { type ApiAnswer, type Credential, type CredentialSource, call } from '../call.ts';

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

export function createGraph(options: {
  readonly fetch: Fetch;
  readonly credential: CredentialSource;
  /** How many items Graph puts on a page. */
  readonly pageSize?: number;
}): Graph {
  const top = options.pageSize ?? 999;
  return {
    async me() {
      const answer = await call(options.fetch, await options.credential(), {
        method: 'GET',
        path: '/v1.0/me',
      });
      return answer.json as GraphUser;
    },
    async endSessions() {
      await call(options.fetch, await options.credential(), {
        method: 'POST',
        path: '/v1.0/me/revokeSignInSessions',
      });
    },
    users: () => walk<GraphUser>(options, `/v1.0/users?$top=${top}`),
    memberships: () => walk<GraphMembership>(options, `/v1.0/me/memberOf?$top=${top}`),
    collection: (path) => walk<unknown>(options, path),
  };
}

const maxPages = 10_000;

/** Follows `@odata.nextLink`, an absolute URL, as long as it stays on the API's own base URL. */
async function* walk<Item>(
  deps: { readonly fetch: Fetch; readonly credential: CredentialSource },
  firstPath: string,
): AsyncGenerator<Item> {
  let path: string | undefined = firstPath;
  for (let page = 0; path !== undefined; page++) {
    if (page >= maxPages)
      throw new ConsentryError('api_bad_response', { message: 'Graph’s pages do not end.' });
    const credential = await deps.credential();
    const answer: ApiAnswer = await call(deps.fetch, credential, { method: 'GET', path });
    const body = answer.json as { value?: unknown; '@odata.nextLink'?: unknown } | null | undefined;
    if (!Array.isArray(body?.value))
      throw new ConsentryError('api_bad_response', { facts: { status: answer.status } });
    yield* body.value as Item[];
    path = readNextPath(credential, body['@odata.nextLink']);
  }
}

/** @throws ConsentryError `host_refused` for a link that leads to another host */
function readNextPath(credential: Credential, link: unknown): string | undefined {
  if (link === undefined || link === null) return undefined;
  const base = credential.baseUrl.replace(/\/$/, '');
  if (typeof link !== 'string' || !link.startsWith(`${base}/`)) {
    throw new ConsentryError('host_refused', { message: 'Graph’s next page is on another host.' });
  }
  return link.slice(base.length);
}
