/** Who gives a user a new password, and where. */
export interface PasswordReset {
  by: 'entra-admin-center' | 'azure-portal' | 'user';
  password: string;
}
