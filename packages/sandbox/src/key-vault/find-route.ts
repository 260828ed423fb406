import type { VaultOperation } from '../ledger.ts';
import type { VaultPermission } from '../world/types.ts';

/** What a request asks of a vault, read from its method and path alone. */
export interface VaultRoute {
  operation: VaultOperation;
  /** The name as it was sent; nothing is known of it yet. Absent where the operation is about no one secret. */
  name?: string;
  /** As it was sent. */
  version?: string;
}

interface RoutePattern {
  method: string;
  path: RegExp;
  operation: VaultOperation;
}

/** The first that matches counts. A trailing slash stands for "no version". */
const PATTERNS: readonly RoutePattern[] = [
  { method: 'POST', path: /^\/secrets\/restore\/?$/i, operation: 'restore' },
  { method: 'POST', path: /^\/secrets\/(?<name>[^/]+)\/backup\/?$/i, operation: 'backup' },
  { method: 'GET', path: /^\/secrets\/?$/i, operation: 'list' },
  { method: 'GET', path: /^\/secrets\/(?<name>[^/]+)\/versions\/?$/i, operation: 'list-versions' },
  { method: 'GET', path: /^\/secrets\/(?<name>[^/]+)(\/(?<version>[^/]+)?)?\/?$/i, operation: 'get' },
  { method: 'PUT', path: /^\/secrets\/(?<name>[^/]+)\/?$/i, operation: 'set' },
  { method: 'PATCH', path: /^\/secrets\/(?<name>[^/]+)(\/(?<version>[^/]+)?)?\/?$/i, operation: 'update' },
  { method: 'DELETE', path: /^\/secrets\/(?<name>[^/]+)\/?$/i, operation: 'delete' },
  { method: 'GET', path: /^\/deletedsecrets\/?$/i, operation: 'list-deleted' },
  { method: 'GET', path: /^\/deletedsecrets\/(?<name>[^/]+)\/?$/i, operation: 'get-deleted' },
  { method: 'POST', path: /^\/deletedsecrets\/(?<name>[^/]+)\/recover\/?$/i, operation: 'recover' },
  { method: 'DELETE', path: /^\/deletedsecrets\/(?<name>[^/]+)\/?$/i, operation: 'purge' },
];

/** Finds the operation of a request; undefined when Key Vault's secrets have none such. */
export function findRoute(method: string, path: string): VaultRoute | undefined {
  for (const pattern of PATTERNS) {
    const match = pattern.method === method ? pattern.path.exec(path) : null;
    if (match === null) continue;
    const { name, version } = match.groups ?? {};
    return {
      operation: pattern.operation,
      ...(name === undefined ? {} : { name }),
      ...(version === undefined ? {} : { version }),
    };
  }
  return undefined;
}

/** The permission that each operation needs. */
export const NEEDED_PERMISSION: Record<VaultOperation, VaultPermission> = {
  set: 'set',
  get: 'get',
  update: 'set',
  list: 'list',
  'list-versions': 'list',
  delete: 'delete',
  'list-deleted': 'list',
  'get-deleted': 'get',
  recover: 'recover',
  purge: 'purge',
  backup: 'backup',
  restore: 'restore',
};

const NAME = /^[0-9a-zA-Z-]{1,127}$/;
const VERSION = /^[0-9a-f]{32}$/i;

/** True for a name that a secret may have. */
export function isSecretName(name: string): boolean {
  return NAME.test(name);
}

/** True for a text that has the shape of a version. */
export function isVersion(version: string): boolean {
  return VERSION.test(version);
}
