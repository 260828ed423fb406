import type { AnswerOf } from '@consentry/core/contract';
import { connect, type ConnectOptions } from '../connect.ts';
import { listAll, pageLimit } from '../list-all.ts';
import type { Run } from '../run.ts';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

type Reach = AnswerOf<'listReach'>['items'][0];

interface ReachOptions extends ConnectOptions {
  readonly partner: string;
  readonly lost?: boolean;
}

/**
 * Says for which APIs of which customers a token can be had, since when, and what was lost why.
 * @throws ConsentryError as `connect` and the call
 */
export const reach: Run<ReachOptions> = async ({ partner, lost, ...options }, output) => {
  const { remote, close } = await connect(options);
  try {
    const items = await Array.fromAsync(
      listAll((after) =>
        remote.call('listReach', {
          params: { partner },
          query: { limit: pageLimit, after, lost: lost === true ? 'true' : undefined },
        }),
      ),
    );
    output.result(() => describe(items, partner, lost === true), { items });
  } finally {
    await close();
  }
};

function describe(items: readonly Reach[], partner: string, lost: boolean): string {
  if (items.length === 0) {
    return lost
      ? 'Nothing was lost, as far as anybody looked.'
      : `Nobody has looked yet: consentry sweep token-reach --partner ${plain(partner)} --all`;
  }
  const remedies = new Map(
    items.flatMap(({ because }) => (because === undefined ? [] : [[nameOf(because), because.remedy]])),
  );
  const rows = items.map(({ customer, customerName = '', resource, seenAt, ...rest }) => [
    customer,
    customerName,
    resource,
    describeReach(rest),
    seenAt,
  ]);
  return [
    table(['customer', 'name', 'api', 'access', 'looked'], rows),
    ...(remedies.size === 0 ? [] : ['']),
    ...[...remedies].flatMap(([cause, remedy]) => [cause, `  To do: ${plain(remedy)}`]),
  ].join('\n');
}

/** Such as: lost on 2026-11-26T10:00:00.000Z because tenant_setup AADSTS65001; it worked since … */
export function describeReach({
  state,
  since,
  because,
  before,
}: Pick<Reach, 'state' | 'since' | 'because' | 'before'>): string {
  const why = because === undefined ? '' : ` because ${nameOf(because)}`;
  switch (state) {
    case 'works':
      return `works since ${since}`;
    case 'never':
      return `never worked${why}; looked at since ${since}`;
    case 'lost':
      return `lost on ${since}${why}; worked since ${before?.since ?? 'unknown'}`;
    case 'regained':
      return `regained on ${since}; lost on ${before?.since ?? 'unknown'}${before?.because === undefined ? '' : ` because ${nameOf(before.because)}`}`;
  }
}

function nameOf({ code, aadsts }: NonNullable<NonNullable<Reach['before']>['because']>): string {
  return aadsts === undefined ? code : `${code} AADSTS${aadsts}`;
}
