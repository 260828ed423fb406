/**
 * Adds a query, leaving out what is undefined. A blank becomes `%20`, because Microsoft's documents write it so
 * and not every reader of a query takes `+` for a blank.
 */
export function withQuery(url: string, query: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${url}?${new URLSearchParams(present).toString().replaceAll('+', '%20')}`;
}
