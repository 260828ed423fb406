import type { Remote } from '@consentry/core/remote';
import { listAll, pageLimit } from './list-all.ts';

/**
 * Every partner that has a grant which was not taken back, each once, and in the same order each time.
 * @throws ConsentryError those of `listGrants`
 */
export async function listPartners(remote: Pick<Remote, 'call'>): Promise<readonly string[]> {
  const partners = new Set<string>();
  const grants = listAll((after) => remote.call('listGrants', { query: { limit: pageLimit, after } }));
  for await (const { partner, state } of grants) if (state !== 'revoked') partners.add(partner);
  return [...partners].toSorted();
}
