/** In what two names of permissions differ that are nearly the same. */
export type NearMiss = 'case' | 'plural' | 'all' | 'spelling';

export interface NearName {
  readonly name: string;
  readonly miss: NearMiss;
}

const mostEdits = 2;
const shortestForSpelling = 6;

/** Finds the name that was probably meant; undefined when none is near. The wanted name itself is no near miss. */
export function findNearName(wanted: string, names: readonly string[]): NearName | undefined {
  const tests: readonly (readonly [NearMiss, (name: string) => boolean])[] = [
    ['case', (name) => name.toLowerCase() === wanted.toLowerCase()],
    ['plural', (name) => singular(name) === singular(wanted)],
    ['all', (name) => withoutAll(name) === withoutAll(wanted)],
    ['spelling', (name) => isNearlySpelled(name.toLowerCase(), wanted.toLowerCase())],
  ];
  for (const [miss, isNear] of tests) {
    const name = names.find((one) => one !== wanted && isNear(one));
    if (name !== undefined) return { name, miss };
  }
  return undefined;
}

/** `Incidents.Read.All` as `incident.read.all`. */
function singular(name: string): string {
  return name
    .toLowerCase()
    .split('.')
    .map((part) => part.replace(/s$/, ''))
    .join('.');
}

function withoutAll(name: string): string {
  return singular(name).replace(/\.all$/, '');
}

function isNearlySpelled(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < shortestForSpelling) return false;
  return Math.abs(one.length - other.length) <= mostEdits && editsBetween(one, other) <= mostEdits;
}

/** How many letters must be changed, added or taken away (Levenshtein). Names are short: the contract has 128. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
