import type { SandboxParts } from '../parts.ts';
import { ArmError } from './arm-error.ts';

const DEFAULT_SIZE = 100;

/** A page of a list as ARM writes it. */
export interface ArmPage {
  value: object[];
  /** Absolute, on the last page absent. */
  nextLink?: string;
}

/**
 * Cuts one page out of a list by `$skiptoken`. Its size is the service's own choice: `settings.armPageSize`.
 *
 * @throws ArmError 400 `InvalidSkipToken` for a token that is not one of ours
 */
export function cutPage({ origins, world }: SandboxParts, url: URL, list: readonly object[]): ArmPage {
  const size = world.settings.armPageSize ?? DEFAULT_SIZE;
  const start = readSkipToken(url.searchParams.get('$skiptoken'));
  const value = list.slice(start, start + size);
  if (start + size >= list.length) return { value };
  const next = new URL(`${origins.arm}${url.pathname}`);
  next.searchParams.set('api-version', url.searchParams.get('api-version') ?? '');
  next.searchParams.set('$skiptoken', Buffer.from(`page#${start + size}`).toString('base64url'));
  return { value, nextLink: next.href };
}

function readSkipToken(token: string | null): number {
  if (token === null) return 0;
  const start = /^page#(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (start !== undefined) return Number(start);
  throw new ArmError(400, 'InvalidSkipToken', 'The provided skip token is not valid.');
}
