/** Gives one list for all that are alike: the same permissions come with every token of an API, and stay as long as it does. */
export type ScopeLists = (scopes: readonly string[]) => readonly string[];

/** Far more than an application has sets of permissions; beyond it the lists begin anew. */
const limit = 1000;

export function createScopeLists(): ScopeLists {
  const known = new Map<string, readonly string[]>();
  return (scopes) => {
    const key = scopes.join(' ');
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size >= limit) known.clear();
    known.set(key, scopes);
    return scopes;
  };
}
