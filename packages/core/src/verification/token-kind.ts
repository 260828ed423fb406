import type { TokenClaims } from '../entra/decode-token.ts';

/** `delegated`: an application in a user's name. `application`: an application by itself. */
export type TokenKind = 'delegated' | 'application' | 'unknown';

/**
 * Tells by whom a token was asked for. Only some tokens say so themselves (`idtyp`); else permissions and subject do.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function tokenKindOf({ identityType, scopes, roles, objectId, subject }: TokenClaims): TokenKind {
  if (identityType === 'app') return 'application';
  if (identityType === 'user' || scopes !== undefined) return 'delegated';
  // A user may have roles in an application too, but its subject is another one for each application.
  const isItself = objectId !== undefined && objectId === subject;
  return isItself || (roles !== undefined && objectId === undefined) ? 'application' : 'unknown';
}
