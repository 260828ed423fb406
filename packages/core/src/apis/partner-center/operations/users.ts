import { body, nothing, type Operations, one, pages } from '../operation.ts';
import type {
  DirectoryRole,
  License,
  LicenseUpdate,
  LicenseUpdated,
  NewUser,
  PartnerCenterUser,
  SubscribedSku,
  UserMember,
} from '../resources/user.ts';

/** Accounts in customers’ tenants, their licences and their roles. */
export const userOperations = {
  customerUsers: {
    request: 'GET /v1/customers/{customer}/users{?size,filter}',
    answer: pages<PartnerCenterUser>(),
    access: 'app+user',
    source: 'get-a-list-of-all-user-accounts-for-a-customer',
  },
  customerUser: {
    request: 'GET /v1/customers/{customer}/users/{user}',
    answer: one<PartnerCenterUser>(),
    access: 'app+user',
    source: 'get-a-user-account-by-id',
  },
  createCustomerUser: {
    request: 'POST /v1/customers/{customer}/users',
    answer: one<PartnerCenterUser>(),
    body: body<NewUser>(),
    access: 'app+user',
    source: 'create-user-accounts-for-a-customer',
  },
  updateCustomerUser: {
    request: 'PATCH /v1/customers/{customer}/users/{user}',
    answer: one<PartnerCenterUser>(),
    body: body(),
    access: 'app+user',
    source: 'update-user-accounts-for-a-customer',
  },
  deleteCustomerUser: {
    request: 'DELETE /v1/customers/{customer}/users/{user}',
    answer: nothing,
    access: 'app+user',
    source: 'delete-user-accounts-for-a-customer',
  },
  resetCustomerUserPassword: {
    request: 'PATCH /v1/customers/{customer}/users/{user}/resetpassword',
    answer: one<PartnerCenterUser>(),
    body: body(),
    access: 'app+user',
    source: 'reset-user-password-for-a-customer',
  },
  customerUserLicenses: {
    request: 'GET /v1/customers/{customer}/users/{user}/licenses{?licenseGroupIds}',
    answer: pages<License>(),
    access: 'app+user',
    source: 'check-which-licenses-are-assigned-to-a-user',
  },
  updateCustomerUserLicenses: {
    request: 'POST /v1/customers/{customer}/users/{user}/licenseupdates',
    answer: one<LicenseUpdated>(),
    body: body<LicenseUpdate>(),
    access: 'app+user',
    source: 'assign-licenses-to-a-user',
  },
  subscribedSkus: {
    request: 'GET /v1/customers/{customer}/subscribedskus{?licenseGroupIds}',
    answer: pages<SubscribedSku>(),
    access: 'app+user',
    source: 'get-a-list-of-available-licenses',
  },
  customerUserRoles: {
    request: 'GET /v1/customers/{customer}/users/{user}/directoryroles',
    answer: pages<DirectoryRole>(),
    access: 'app+user',
    source: 'get-user-roles-for-a-customer',
  },
  directoryRoles: {
    request: 'GET /v1/customers/{customer}/directoryroles',
    answer: pages<DirectoryRole>(),
    access: 'app+user',
    source: 'get-user-roles-for-a-customer',
  },
  directoryRoleMembers: {
    request: 'GET /v1/customers/{customer}/directoryroles/{role}/usermembers',
    answer: pages<UserMember>(),
    access: 'app+user',
    source: 'get-user-roles-for-a-customer',
  },
  addDirectoryRoleMember: {
    request: 'POST /v1/customers/{customer}/directoryroles/{role}/usermembers',
    answer: one<UserMember>(),
    body: body<UserMember>(),
    access: 'app+user',
    source: 'set-user-roles-for-a-customer',
  },
  removeDirectoryRoleMember: {
    request: 'DELETE /v1/customers/{customer}/directoryroles/{role}/usermembers/{user}',
    answer: nothing,
    access: 'app+user',
    source: 'remove-customer-user-from-a-role',
  },
} as const satisfies Operations;
