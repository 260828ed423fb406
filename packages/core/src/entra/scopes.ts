/** What makes an answer carry an id_token that names the account, and a refresh token. */
const identityScopes = ['openid', 'profile', 'offline_access'];

/** The value of `scope` in a user's flow: what was asked for, and what identity and renewal need, each once. */
export function userScope(scopes: readonly string[]): string {
  return [...new Set([...scopes, ...identityScopes])].join(' ');
}
