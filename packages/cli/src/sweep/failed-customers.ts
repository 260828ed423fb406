import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { listAll, pageLimit } from '../list-all.ts';
import { plain } from '../terminal/plain.ts';

type Item = AnswerOf<'listSweepItems'>['items'][0];

/** Every customer of a sweep that failed, or of which nobody knows. @throws ConsentryError of the call */
export async function* readFailed(remote: Pick<Remote, 'call'>, id: string): AsyncGenerator<Item> {
  for (const state of ['failed', 'unknown'] as const) {
    yield* listAll((after) =>
      remote.call('listSweepItems', { params: { id }, query: { state, limit: pageLimit, after } }),
    );
  }
}

/** One after another, with the remedy for exactly this customer, and the link where an administrator has to consent. */
export function describeFailed(items: readonly Item[]): string {
  if (items.length === 0) return 'None failed.';
  return items.flatMap(describe).join('\n');
}

function describe({ customer, customerName, failure }: Item): readonly string[] {
  if (failure === undefined) return [];
  const { code, class: reach, message, remedy, facts } = failure;
  const { consentUrl } = facts;
  return [
    `${customer}${customerName === undefined ? '' : ` ${plain(customerName)}`}: ${code} (${reach})`,
    `  ${plain(message)}`,
    `  To do: ${plain(remedy)}`,
    ...(typeof consentUrl === 'string' ? [`  consentUrl: ${plain(consentUrl)}`] : []),
  ];
}
