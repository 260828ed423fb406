/** Entra's directory roles that the sandbox knows: name and role template id (checked 2025-11). */
export const DIRECTORY_ROLES: Readonly<Record<string, string>> = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'Cloud Application Administrator': '158c047a-c907-4556-b7ef-446551a6b5f7',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Helpdesk Administrator': '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  'License Administrator': '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Security Operator': '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
  'Security Reader': '5d6b6bb7-de71-4623-b4af-96380a352509',
  'Directory Readers': '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  'Reports Reader': '4a5d8f65-41da-4de4-8968-e035b65339cf',
  'Authentication Administrator': 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  'Privileged Authentication Administrator': '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  'Conditional Access Administrator': 'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
  'Billing Administrator': 'b0f54661-2d74-4c50-afa3-1ec803f12efe',
  'Exchange Administrator': '29232cdf-9323-42fd-ade2-1d097af3e4de',
  'SharePoint Administrator': 'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
  'Directory Synchronization Accounts': 'd29b2b05-8046-44ba-8758-1e26182fcf32',
};

/** Roles whose holder may consent for a whole tenant. */
export const CONSENT_ROLES: readonly string[] = [
  'Global Administrator',
  'Privileged Role Administrator',
  'Application Administrator',
  'Cloud Application Administrator',
];

/** Roles whose holder may read the users of a tenant. */
export const USER_READING_ROLES: readonly string[] = [
  'Directory Readers',
  'Global Reader',
  'User Administrator',
  'Helpdesk Administrator',
  'Global Administrator',
];

/** Roles whose holder may read applications, grants and roles of a tenant. */
export const DIRECTORY_READING_ROLES: readonly string[] = [
  'Directory Readers',
  'Global Reader',
  'User Administrator',
  ...CONSENT_ROLES,
];

/** Roles whose holder may read incidents and hunt. */
export const SECURITY_READING_ROLES: readonly string[] = [
  'Security Reader',
  'Security Operator',
  'Security Administrator',
  'Global Reader',
  'Global Administrator',
];

/** Roles whose holder may change incidents. */
export const SECURITY_WRITING_ROLES: readonly string[] = [
  'Security Operator',
  'Security Administrator',
  'Global Administrator',
];

/** Roles whose holder may end the sessions of a user. */
export const SESSION_ENDING_ROLES: readonly string[] = [
  'Global Administrator',
  'User Administrator',
  'Helpdesk Administrator',
];

/**
 * Roles of administrators, of whom security defaults ask MFA at every sign-in (checked 2026-11).
 *
 * @see https://learn.microsoft.com/entra/fundamentals/security-defaults
 */
export const ADMINISTRATOR_ROLES: readonly string[] = [
  'Global Administrator',
  'Application Administrator',
  'Authentication Administrator',
  'Billing Administrator',
  'Cloud Application Administrator',
  'Conditional Access Administrator',
  'Exchange Administrator',
  'Helpdesk Administrator',
  'Privileged Authentication Administrator',
  'Privileged Role Administrator',
  'Security Administrator',
  'SharePoint Administrator',
  'User Administrator',
];

/** Roles whose holder may read sign-in logs. */
export const LOG_READING_ROLES: readonly string[] = [
  'Reports Reader',
  'Security Reader',
  'Security Operator',
  'Security Administrator',
  'Global Reader',
  'Global Administrator',
];

/** Roles whose holder may read policies, such as those of conditional access. */
export const POLICY_READING_ROLES: readonly string[] = [
  'Conditional Access Administrator',
  'Security Reader',
  'Security Administrator',
  'Global Reader',
  'Global Administrator',
];

/** Roles whose holder may read the authentication methods of others. */
export const METHOD_READING_ROLES: readonly string[] = [
  'Authentication Administrator',
  'Privileged Authentication Administrator',
  'Global Reader',
  'Global Administrator',
];
