import type { Act, Page } from './place.ts';

/** A place, and what stands in its path where that varies. */
export interface Found<Place> {
  readonly place: Place;
  /** Decoded, by the names of the place. */
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the place of a path below the dashboard. A place without a part that varies comes before one that has some. */
export function createFindPlace<Place extends Pick<Page | Act, 'path'>>(
  places: readonly Place[],
): (path: string) => Found<Place> | undefined {
  const rows = places
    .toSorted((one, other) => countOpen(one.path) - countOpen(other.path))
    .map((place) => ({ place, pattern: patternOf(place.path) }));
  return (path) => {
    for (const { place, pattern } of rows) {
      const match = pattern.exec(path);
      if (match === null) continue;
      const params = decode(match.groups);
      return params && { place, params };
    }
    return undefined;
  };
}

function countOpen(path: string): number {
  return path.split('{').length;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

/** Undefined for what cannot be decoded. */
function decode(groups: RegExpExecArray['groups'] = {}): Record<string, string> | undefined {
  try {
    const entries = Object.entries(groups).map(([name, part]) => [name, decodeURIComponent(part)]);
    return Object.fromEntries(entries) as Record<string, string>;
  } catch {
    return undefined;
  }
}
