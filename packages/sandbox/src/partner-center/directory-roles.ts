import { z } from 'zod';
import { DIRECTORY_ROLES, USER_READING_ROLES } from '../world/directory-roles.ts';
import { findUser, listUsersOf } from '../world/find.ts';
import type { User } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { ROLE_GIVING_ROLES, getCustomerAs } from './customer-roles.ts';
import { getUserOf } from './customer-users.ts';
import { writeCollection, writePage } from './paging.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';

const memberBody = z.object({ id: z.string() });

const MEMBERS = '/v1/customers/:customer/directoryroles/:role/usermembers';
const resourceType = 'customer_directory_role';

/** The directory roles in a customer's tenant, and who has them. What is changed is changed in the world. */
export const directoryRoleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/customers/:customer/directoryroles',
    answer: (call) => {
      getCustomerAs(call, USER_READING_ROLES);
      return writeCollection(call.request, Object.keys(DIRECTORY_ROLES).map(writeRole));
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:customer/users/:user/directoryroles',
    answer: (call) => {
      const user = getUserOf(call, getCustomerAs(call, USER_READING_ROLES).id);
      return writeCollection(call.request, user.directoryRoles.map(writeRole));
    },
  },
  {
    method: 'GET',
    path: MEMBERS,
    answer: (call) => {
      const customer = getCustomerAs(call, USER_READING_ROLES);
      const role = getRole(call);
      const members = listUsersOf(call.parts.world, customer.id).filter(({ directoryRoles }) =>
        directoryRoles.includes(role),
      );
      const { partnerCenterNextUri } = call.parts.world.settings;
      return writePage(call.request, members, (user) => writeMember(user, role), partnerCenterNextUri);
    },
  },
  {
    method: 'POST',
    path: MEMBERS,
    audit: { resourceType, operationType: 'add_user_member' },
    answer: (call) => {
      const customer = getCustomerAs(call, ROLE_GIVING_ROLES);
      const role = getRole(call);
      const { id } = readBody(call.body, memberBody);
      const user = findUser(call.parts.world, id.toLowerCase());
      if (user?.tenantId !== customer.id) throw new ApiFault(404, '60002', "User object ID isn't found.");
      if (!user.directoryRoles.includes(role)) user.directoryRoles.push(role);
      return writeMember(user, role);
    },
  },
  {
    method: 'DELETE',
    path: `${MEMBERS}/:user`,
    audit: { resourceType, operationType: 'remove_user_member' },
    answer: (call) => {
      const user = getUserOf(call, getCustomerAs(call, ROLE_GIVING_ROLES).id);
      const role = getRole(call);
      user.directoryRoles = user.directoryRoles.filter((one) => one !== role);
      return new Response(null, { status: 204 });
    },
  },
];

/** @throws ApiFault 404/1000 the sandbox knows no role with this template id */
function getRole({ params }: Call): string {
  const wanted = params['role']?.toLowerCase();
  const role = Object.keys(DIRECTORY_ROLES).find((name) => DIRECTORY_ROLES[name] === wanted);
  if (role !== undefined) return role;
  throw new ApiFault(404, '1000', 'Not found: no directory role has this id.');
}

function writeRole(name: string): object {
  return { name, id: DIRECTORY_ROLES[name], attributes: { objectType: 'DirectoryRole' } };
}

function writeMember({ objectId, displayName, userPrincipalName }: User, role: string): object {
  const roleId = DIRECTORY_ROLES[role];
  return { displayName, userPrincipalName, roleId, id: objectId, attributes: { objectType: 'UserMember' } };
}
