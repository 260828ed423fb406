import { z } from 'zod';
import { ConsentryError } from '../../errors.ts';
import { readingTask, type Row } from '../sweep-task.ts';
import { flatValue } from './flat-row.ts';

interface HuntingParams {
  readonly query: string;
}

/**
 * One query of advanced hunting at each customer. It reads only, so it may be asked twice.
 * @see https://learn.microsoft.com/defender-xdr/api-advanced-hunting (2026-11)
 */
export const huntingTask = readingTask<HuntingParams>({
  name: 'hunting',
  summary: 'runs the query of advanced hunting',
  params: z.strictObject({ query: z.string().min(1).max(10_000) }),
  resources: ['defender'],
  async *run({ apis, partner, customer, params }) {
    const { json } = await apis.of({ resource: 'defender', partner, customer }).call({
      method: 'POST',
      path: '/api/advancedhunting/run',
      body: { Query: params.query },
      limit: 'hunting',
      isRepeatable: true,
    });
    const { Results: results } = (json ?? {}) as { readonly Results?: unknown };
    if (!Array.isArray(results)) throw new ConsentryError('api_bad_response');
    for (const result of results as readonly Readonly<Record<string, unknown>>[]) {
      const row: Row = Object.fromEntries(
        Object.entries(result).map(([name, value]) => [name, flatValue(value)]),
      );
      yield row;
    }
  },
});
