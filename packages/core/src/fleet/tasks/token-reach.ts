import { z } from 'zod';
import { type ErrorCode, type FailureClass, isConsentryError } from '../../errors.ts';
import { judgeFailure } from '../judge-failure.ts';
import { readingTask, type SweepItem } from '../sweep-task.ts';

const reachable = ['graph', 'arm', 'defender'] as const;
type Reachable = (typeof reachable)[number];

/** What was seen of one API of a customer. */
export type SeenReach = {
  readonly resource: Reachable;
  readonly works: boolean;
  /** Null where it works, as is what follows. */
  readonly code: ErrorCode | null;
  /** Microsoft's number, where it said one. */
  readonly aadsts: number | null;
  readonly class: FailureClass | null;
  readonly remedy: string | null;
};

interface ReachParams {
  readonly resources: readonly Reachable[];
}

/**
 * Which API of which customer a token can be had for. It calls none of them. That it works for none is no failure of the task: it is
 * what was to be found out.
 */
export const tokenReachTask = readingTask<ReachParams>({
  name: 'token-reach',
  summary: 'sees for which APIs of the customer a token can be had',
  params: z.strictObject({
    /** As a list, or with commas between them. */
    resources: z
      .preprocess(
        (value) => (typeof value === 'string' ? value.split(',') : value),
        z.array(z.enum(reachable)).min(1).max(reachable.length),
      )
      .default([...reachable]),
  }),
  resources: [],
  async run(item) {
    const rows: SeenReach[] = [];
    for (const resource of item.params.resources) rows.push(await tryOne(item, resource));
    return rows;
  },
});

/** @throws ConsentryError what concerns more than this customer, and what may pass */
async function tryOne({ acquire, partner, customer }: SweepItem, resource: Reachable): Promise<SeenReach> {
  try {
    await acquire({ resource, partner, customer });
    return { resource, works: true, code: null, aadsts: null, class: null, remedy: null };
  } catch (thrown) {
    const { reach, mayPass } = judgeFailure(thrown, partner);
    if (!isConsentryError(thrown) || reach !== 'customer' || mayPass) throw thrown;
    const { code, entry, remedy, facts } = thrown;
    const { aadsts } = facts;
    return {
      resource,
      works: false,
      code,
      aadsts: typeof aadsts === 'number' ? aadsts : null,
      class: entry.failureClass,
      remedy,
    };
  }
}
