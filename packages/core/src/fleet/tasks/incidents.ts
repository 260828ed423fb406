import { z } from 'zod';
import { readingTask } from '../sweep-task.ts';
import { flatRow } from './flat-row.ts';

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

/** The incidents of each customer, from Defender, the newest first. */
export const incidentsTask = readingTask<IncidentParams>({
  name: 'incidents',
  summary: 'reads the Defender incidents',
  params: z.strictObject({
    /** Those that were changed since then. */
    since: z.iso.datetime().optional(),
    status: z.enum(['Active', 'Resolved', 'Redirected']).optional(),
  }),
  resources: ['defender'],
  async *run({ apis, partner, customer, params: { since, status } }) {
    const found = apis.defender({ partner, customer }).incidents({ updatedFrom: since, status });
    for await (const incident of found) {
      const { alerts } = incident as { readonly alerts?: unknown };
      yield { ...flatRow(incident, fields), alerts: Array.isArray(alerts) ? alerts.length : null };
    }
  },
});
