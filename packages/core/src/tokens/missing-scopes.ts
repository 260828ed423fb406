import { permissionName } from '../consent/permissions.ts';

/**
 * The scopes that were asked for and not granted. Names are compared without the API and in any case, as Entra may answer
 * with either form; `.default` asks for whatever there is, and never misses.
 * @param asked full names
 * @param granted as the token endpoint answered
 * @returns of `asked`, in its order
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3
 */
export function missingScopes(asked: readonly string[], granted: readonly string[]): readonly string[] {
  const names = new Set(granted.map(nameOf));
  return asked.filter((scope) => nameOf(scope) !== '.default' && !names.has(nameOf(scope)));
}

function nameOf(scope: string): string {
  return permissionName(scope).toLowerCase();
}
