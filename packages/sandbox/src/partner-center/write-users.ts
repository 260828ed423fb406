import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { resetPassword } from '../entra/revocation.ts';
import { findUserByLogin } from '../world/find.ts';
import type { Tenant, User } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';
import { USER_WRITING_ROLES, getCustomerAs } from './customer-roles.ts';
import { getUserOf, listDeleted, writeCustomerUser } from './customer-users.ts';
import type { UserDetails } from './records.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';

const text = z.string().min(1);
const country = z.string().regex(/^[A-Za-z]{2}$/, 'must be a country code of two letters');
const passwordProfile = z.object({ password: text, forceChangePassword: z.boolean().nullish() });

const newUser = z.object({
  userPrincipalName: z.email(),
  displayName: text,
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  usageLocation: country,
  immutableId: z.string().nullish(),
  passwordProfile,
});
const changedUser = z.object({
  displayName: text.nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  usageLocation: country.nullish(),
  passwordProfile: passwordProfile.nullish(),
  state: z.enum(['active', 'inactive']).nullish(),
});

const ONE = '/v1/customers/:customer/users/:user';
const resourceType = 'customer_user';
const old = (call: Call): object =>
  writeCustomerUser(call.state, getUserOf(call, getCustomerAs(call, USER_WRITING_ROLES).id));

/** Changing the users of a customer. They are users of the world: who is created can sign in, and who is deleted cannot. */
export const writeUserRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/customers/:customer/users',
    audit: { resourceType, operationType: 'create_customer_user' },
    answer: createUser,
  },
  {
    method: 'PATCH',
    path: ONE,
    audit: { resourceType, operationType: 'update_customer_user' },
    answer: changeUser,
  },
  {
    method: 'DELETE',
    path: ONE,
    audit: { resourceType, operationType: 'delete_customer_user', old },
    answer: (call) => {
      const user = getUserOf(call, getCustomerAs(call, USER_WRITING_ROLES).id);
      const { world, clock } = call.parts;
      world.users = world.users.filter((one) => one !== user);
      call.state.deletedUsers.push({ user, deletedAt: clock.now() });
      return new Response(null, { status: 204 });
    },
  },
];

/** @throws ApiFault 400/800002 body, a domain that is not the customer's, a name that is taken (the number is a guess) */
function createUser(call: Call): object {
  const customer = getCustomerAs(call, USER_WRITING_ROLES);
  const wanted = readBody(call.body, newUser);
  assertNameIsFree(call, customer, wanted.userPrincipalName);
  const { password, forceChangePassword } = wanted.passwordProfile;
  const user: User = {
    objectId: randomUUID(),
    tenantId: customer.id,
    userPrincipalName: wanted.userPrincipalName,
    displayName: wanted.displayName,
    password,
    directoryRoles: [],
    groups: [],
    state: 'active',
    ...(forceChangePassword === true ? { passwordExpired: true } : {}),
  };
  call.parts.world.users.push(user);
  keepDetails(call, user, wanted);
  return writeCustomerUser(call.state, user);
}

function assertNameIsFree({ parts }: Call, customer: Tenant, name: string): void {
  const domain = name.slice(name.lastIndexOf('@') + 1).toLowerCase();
  if (domain !== customer.defaultDomain) {
    const message = `Invalid request input: the domain of userPrincipalName is not one of ${customer.defaultDomain}.`;
    throw new ApiFault(400, '800002', message);
  }
  if (findUserByLogin(parts.world, name, customer.id)?.tenantId !== customer.id) return;
  throw new ApiFault(400, '800002', 'Invalid request input: another user has this userPrincipalName.');
}

/** @throws ApiFault 404/60002; 400/800002 body; an inactive one is deleted by DELETE alone */
function changeUser(call: Call): object {
  const customer = getCustomerAs(call, USER_WRITING_ROLES);
  const wanted = readBody(call.body, changedUser);
  if (wanted.state === 'inactive') {
    throw new ApiFault(400, '800002', 'Invalid request input: a user is made inactive by DELETE.');
  }
  const user = (wanted.state === 'active' && restore(call, customer)) || getUserOf(call, customer.id);
  if (wanted.displayName) user.displayName = wanted.displayName;
  if (wanted.passwordProfile) {
    const { password } = wanted.passwordProfile;
    resetPassword(call.parts, user.objectId, { by: 'entra-admin-center', password });
  }
  keepDetails(call, user, wanted);
  return writeCustomerUser(call.state, user);
}

function restore(call: Call, customer: Tenant): User | undefined {
  const wanted = call.params['user']?.toLowerCase();
  const found = listDeleted(call, customer.id).find(({ user }) => user.objectId === wanted);
  if (found === undefined) return undefined;
  call.state.deletedUsers.splice(call.state.deletedUsers.indexOf(found), 1);
  call.parts.world.users.push(found.user);
  return found.user;
}

function keepDetails(
  { state }: Call,
  user: User,
  wanted: { [K in keyof UserDetails]?: string | null | undefined },
): void {
  const { usageLocation, firstName, lastName, immutableId } = wanted;
  state.userDetails.set(user.objectId, {
    ...state.userDetails.get(user.objectId),
    ...(typeof usageLocation === 'string' ? { usageLocation } : {}),
    ...(typeof firstName === 'string' ? { firstName } : {}),
    ...(typeof lastName === 'string' ? { lastName } : {}),
    ...(typeof immutableId === 'string' ? { immutableId } : {}),
  });
}
