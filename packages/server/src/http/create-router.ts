import { type Endpoint, endpoints, type Listener, type Operation } from '@consentry/core/contract';

/** Where a request leads. */
export interface Route {
  readonly operation: Operation;
  /** Decoded, by the names that the contract gives them. */
  readonly params: Readonly<Record<string, string>>;
  /** False when the path is known, and the method is not: then `operation` is another one of the path, without `params`. */
  readonly isAllowed: boolean;
}

/** Finds out where a request leads. Undefined for a path that there is not. */
export type Router = (method: string, path: string) => Route | undefined;

interface Row {
  readonly operation: Operation;
  readonly method: Endpoint['method'];
  readonly pattern: RegExp;
}

const noParams: Route['params'] = {};

/** The paths of one listener, from the contract. What has nothing to look for in its path is found by one look. */
export function createRouter(listener: Listener): Router {
  const rows = (Object.keys(endpoints) as Operation[])
    .filter((operation) => endpoints[operation].listener === listener)
    .map((operation): Row => {
      const { method, path } = endpoints[operation];
      return { operation, method, pattern: patternOf(path) };
    });
  const fixed = new Map(
    rows
      .filter(({ operation }) => !endpoints[operation].path.includes('{'))
      .map(({ operation, method }) => [`${method} ${endpoints[operation].path}`, operation]),
  );
  return (asked, path) => {
    // RFC 9110 §9.3.2: what HEAD asks for is what GET would answer.
    const method = asked === 'HEAD' ? 'GET' : asked;
    const operation = fixed.get(`${method} ${path}`);
    if (operation !== undefined) return { operation, params: noParams, isAllowed: true };
    let other: Operation | undefined;
    for (const row of rows) {
      const match = row.pattern.exec(path);
      if (match === null) continue;
      if (row.method === method) return readRoute(row.operation, match.groups);
      other ??= row.operation;
    }
    return other && { operation: other, params: noParams, isAllowed: false };
  };
}

/** `{name}` is one part of a path. `{name...}` is all that is left of it, or nothing, and is read as it stands in the target. */
function patternOf(path: string): RegExp {
  const pattern = path
    .replaceAll('.', '\\.')
    .replace(/\/\{\w+\\\.\\\.\\\.\}$/, '(?:/.*)?')
    .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${pattern}$`);
}

/** Undefined for what cannot be decoded. */
function readRoute(operation: Operation, groups: RegExpExecArray['groups'] = {}): Route | undefined {
  try {
    const decoded = Object.entries(groups).map(([name, value]): [string, string] => [
      name,
      decodeURIComponent(value),
    ]);
    return { operation, params: Object.fromEntries(decoded), isAllowed: true };
  } catch {
    return undefined;
  }
}
