import type { SandboxParts } from '../parts.ts';
import { USER_READING_ROLES } from '../world/directory-roles.ts';
import { listUsersOf } from '../world/find.ts';
import type { User } from '../world/types.ts';
import { assertPermission } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { GraphError } from './graph-error.ts';
import { cutPage } from './paging.ts';

const LIST_PERMISSIONS = [
  'User.ReadBasic.All',
  'User.Read.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
] as const;

/** `GET /v1.0/users`, with `$top`, `$skiptoken` and `$select`: the users of the token's tenant. */
export function listUsers(parts: SandboxParts, request: Request, caller: Caller): object {
  assertPermission(caller, LIST_PERMISSIONS);
  assertRole(caller);
  const url = new URL(request.url);
  const users = listUsersOf(parts.world, caller.tenant.id);
  const { items, nextLink } = cutPage(parts.origins.graph, url, users);
  return {
    '@odata.context': `${parts.origins.graph}/v1.0/$metadata#users`,
    ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
    value: items.map((user) => selectProperties(writeUser(user), url.searchParams.get('$select'))),
  };
}

/** A user as Graph shows it. */
export function writeUser(user: User): Record<string, unknown> {
  const [givenName = '', ...rest] = user.displayName.split(' ');
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName,
    jobTitle: null,
    mail: user.mail ?? user.userPrincipalName,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: rest.join(' '),
    userPrincipalName: user.userPrincipalName,
    id: user.objectId,
  };
}

/** A partner's user needs a GDAP role that reads users; members and guests of the tenant do not. */
function assertRole({ presence }: Caller): void {
  if (presence?.kind !== 'delegated') return;
  if (presence.roles.some((role) => USER_READING_ROLES.includes(role))) return;
  throw new GraphError(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}

function selectProperties(user: Record<string, unknown>, select: string | null): Record<string, unknown> {
  if (select === null) return user;
  const wanted = select.split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(Object.entries(user).filter(([name]) => wanted.includes(name.toLowerCase())));
}
