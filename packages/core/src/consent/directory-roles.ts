/**
 * The template id of the role Global Administrator, the same in every tenant and cloud.
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference (2026-11)
 */
export const globalAdministratorRole = '62e90394-69f5-4237-9190-012177145e10';

/**
 * True where the account behind a grant is a Global Administrator: then whoever has the grant can do everything in the partner’s
 * tenant. Microsoft’s answer is a service account with the least that the work needs.
 * @see Partner Center, "Common questions about partner security requirements" (2026-11)
 */
export function isGlobalAdministrator({
  directoryRoles,
}: {
  readonly directoryRoles: readonly string[];
}): boolean {
  return directoryRoles.includes(globalAdministratorRole);
}
