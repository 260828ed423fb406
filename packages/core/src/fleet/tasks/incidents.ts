import { z } from 'zod';
import { ConsentryError } from '../../errors.ts';
import { readingTask } from '../sweep-task.ts';
import { flatRow, flatValue } from './flat-row.ts';

/** As many as Defender puts on a page. */
const pageSize = 100;
const mostPages = 1000;
const fields = [
  'incidentId',
  'incidentName',
  'severity',
  'status',
  'createdTime',
  'lastUpdateTime',
  'assignedTo',
  'classification',
  'determination',
];

interface IncidentParams {
  readonly since?: string | undefined;
  readonly status?: 'Active' | 'Resolved' | 'Redirected' | undefined;
}

/**
 * The incidents of each customer, from Defender, the newest first. There is no next link: a page that is not full is the last.
 * @see https://learn.microsoft.com/defender-xdr/api-list-incidents (2026-11)
 */
export const incidentsTask = readingTask<IncidentParams>({
  name: 'incidents',
  summary: 'reads the Defender incidents',
  params: z.strictObject({
    /** Those that were changed since then. */
    since: z.iso.datetime().optional(),
    status: z.enum(['Active', 'Resolved', 'Redirected']).optional(),
  }),
  resources: ['defender'],
  async *run({ apis, partner, customer, params }) {
    const api = apis.of({ resource: 'defender', partner, customer });
    const filter = filterOf(params);
    for (let page = 0; page < mostPages; page++) {
      const query = `$top=${pageSize}&$skip=${page * pageSize}${filter}`;
      const { json } = await api.call({ method: 'GET', path: `/api/incidents?${query}` });
      const { value } = (json ?? {}) as { readonly value?: unknown };
      if (!Array.isArray(value)) throw new ConsentryError('api_bad_response');
      for (const incident of value as unknown[]) {
        const { alerts } = incident as { readonly alerts?: unknown };
        yield {
          ...flatRow(incident, fields),
          alerts: Array.isArray(alerts) ? alerts.length : flatValue(undefined),
        };
      }
      if (value.length < pageSize) return;
    }
    throw new ConsentryError('api_bad_response', { message: 'Defender’s pages do not end.' });
  },
});

function filterOf({ since, status }: IncidentParams): string {
  const parts = [
    ...(since === undefined ? [] : [`lastUpdateTime ge ${since}`]),
    ...(status === undefined ? [] : [`status eq '${status}'`]),
  ];
  return parts.length === 0 ? '' : `&$filter=${encodeURIComponent(parts.join(' and '))}`;
}
