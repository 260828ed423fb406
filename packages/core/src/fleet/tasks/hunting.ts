import { z } from 'zod';
import { readingTask } from '../sweep-task.ts';
import { flatRow } from './flat-row.ts';

interface HuntingParams {
  readonly query: string;
}

/** One query of advanced hunting at each customer. It reads only, so it may be asked twice. */
export const huntingTask = readingTask<HuntingParams>({
  name: 'hunting',
  summary: 'runs the query of advanced hunting',
  params: z.strictObject({ query: z.string().min(1).max(10_000) }),
  resources: ['defender'],
  async *run({ apis, partner, customer, params }) {
    const { rows } = await apis.defender({ partner, customer }).hunt(params.query);
    for (const row of rows) yield flatRow(row, Object.keys(row));
  },
});
