import type { LinesAnswer } from '../http/answer.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { writeCsv, writeNdjson } from '../sweeps/write-rows.ts';
import { getSweepRow } from './describe-sweep.ts';
import type { RouteDeps } from './route-deps.ts';

const types = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' } as const;

/**
 * Gives what was found so far. It is personal data of customers, so the record of it is durable first.
 * @throws ConsentryError `sweep_not_found`, `audit_unavailable`, `store_unavailable`
 */
export async function readSweepRows(
  deps: RouteDeps,
  exchange: Exchange<'readSweepRows'>,
): Promise<LinesAnswer> {
  const { store, clock } = deps;
  const { params, query, headers } = exchange.input;
  const { id: sweep } = await getSweepRow(deps, params.id);
  const format = query.format ?? (/^\s*text\/csv\b/i.test(headers.accept ?? '') ? 'csv' : 'ndjson');
  await store.audit.write({
    type: 'sweep.read',
    at: clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    sweep,
    format,
  });
  const rows = () => store.sweeps.rows(sweep);
  const lines = format === 'csv' ? writeCsv(rows) : writeNdjson(rows);
  return { contentType: types[format], body: toStream(lines) };
}

/** No more is read than is asked for. */
function toStream(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await lines.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      async cancel() {
        await lines.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
