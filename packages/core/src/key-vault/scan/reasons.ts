/** Why a secret is picked, in words that say nothing of its value. */
export const reasons = {
  value_refresh_token: 'the value has the form of a refresh token of Entra',
  value_token_answer:
    'the value holds a refresh token, as an answer of the token endpoint or a token cache does',
  value_long: 'the value is one long word, as refresh tokens are',
  value_access_token: 'the value has the form of an access token or an id token (JWT)',
  value_login: 'the value holds a user name and a password',
  value_powershell_credential: 'the value is a credential that PowerShell exported (Export-Clixml)',
  value_secure_string: 'the value is a secure string that PowerShell exported (ConvertFrom-SecureString)',
  value_user_name: 'the value has the form of a user name',
  name_tenant: 'the name is a tenant id, as in Microsoft’s samples of the Secure Application Model',
  name_account: 'the name is a user name without @ and dots, as Microsoft’s .NET sample writes it',
  name_sample_secret: 'the name is that of an application’s key in Microsoft’s samples',
  name_refresh_token: 'the name speaks of a refresh token',
  name_password: 'the name speaks of a password',
  pair: 'another secret of the same name holds the user name or password that belongs to it',
  label_refresh_token: 'its content type or a tag speaks of a refresh token',
  label_credential: 'its content type or a tag speaks of a password or credential',
  label_partner: 'its name, content type or a tag speaks of Partner Center, CSP or CPV',
  older_version: 'an older version is enabled and holds such a credential; the current one does not',
  not_readable: 'no value could be read, so its name and labels alone speak for it',
} as const;

/** Why a secret was picked, or looks as if it should be. */
export type ReasonCode = keyof typeof reasons;
