import { ConsentryError } from '../../errors.ts';
import { resolvePath } from '../call.ts';
import type { NamedRequest } from './batch-request.ts';

/** @see https://learn.microsoft.com/graph/json-batching (2026-11) */
export const mostInBatch = 20;

/**
 * Divides requests into batches. Those that depend on each other make a batch of their own, in their order: Graph takes chains and
 * stars, and is not asked whether it takes a chain beside others.
 *
 * @throws ConsentryError `invalid_request`, `host_refused`
 */
export function packBatches(requests: readonly NamedRequest[]): readonly (readonly NamedRequest[])[] {
  const groups = groupsOf(requests);
  const alone = groups.filter((group) => group.length === 1).flat();
  const batches: (readonly NamedRequest[])[] = [];
  for (let at = 0; at < alone.length; at += mostInBatch) batches.push(alone.slice(at, at + mostInBatch));
  return [...batches, ...groups.filter((group) => group.length > 1)];
}

/** Those that depend on each other, by whatever way round. */
function groupsOf(requests: readonly NamedRequest[]): readonly (readonly NamedRequest[])[] {
  const groupOf = new Map<string, Set<NamedRequest>>();
  // Graph tells ids apart without regard to case.
  const ids = new Set<string>();
  for (const request of requests) {
    const { id, dependsOn = [] } = request;
    if (ids.has(id.toLowerCase())) throw refused(`The id ${id} is there twice.`);
    ids.add(id.toLowerCase());
    requirePath(request);
    const group = new Set<NamedRequest>();
    for (const other of dependsOn) {
      const joined = groupOf.get(other);
      if (joined === undefined) throw refused(`${id} depends on ${other}, which does not stand before it.`);
      for (const one of joined) group.add(one);
    }
    group.add(request);
    if (group.size > mostInBatch)
      throw refused(`More than ${mostInBatch} requests depend on each other; a batch has no more.`);
    for (const one of group) groupOf.set(one.id, group);
  }
  const order = new Map(requests.map((request, index) => [request, index]));
  const place = (request: NamedRequest): number => order.get(request) ?? 0;
  return [...new Set(groupOf.values())].map((group) =>
    [...group].toSorted((one, other) => place(one) - place(other)),
  );
}

/** What a call of its own would not be sent to, a batch must not carry there. A `url` of two slashes would begin with a host. */
function requirePath({ path }: NamedRequest): void {
  if (!path.startsWith('/v1.0/') || path.startsWith('/v1.0//'))
    throw refused('A path of a batch begins with /v1.0/.');
  resolvePath('https://graph.microsoft.com', path);
}

function refused(message: string): ConsentryError {
  return new ConsentryError('invalid_request', { message });
}
