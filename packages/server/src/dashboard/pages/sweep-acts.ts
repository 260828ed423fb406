import { html } from 'hono/html';
import { z } from 'zod';
import { actForm, notice } from '../frame/pieces.ts';
import { counted } from '../frame/text.ts';
import { act, type Act, type Visit } from '../place.ts';

const daily = { least: 'operator', isDangerous: false, form: z.strictObject({}) } as const;

const idOf = ({ params }: Visit): string => params['id'] ?? '';

const stopSweep = act({
  ...daily,
  path: '/sweeps/{id}/stop',
  done: 'The sweep was stopped. Customers at work are finished; the others wait.',
  async carryOut(visit) {
    const { id } = await visit.ask('stopSweep', { params: { id: idOf(visit) } });
    return { to: `/sweeps/${id}` };
  },
});

const resumeSweep = act({
  ...daily,
  path: '/sweeps/{id}/resume',
  done: 'The sweep goes on with the customers that are left.',
  async carryOut(visit) {
    const { id } = await visit.ask('resumeSweep', { params: { id: idOf(visit) } });
    return { to: `/sweeps/${id}` };
  },
});

const startRemainder = act({
  ...daily,
  path: '/sweeps/{id}/remainder',
  done: 'A sweep over the customers that failed was begun.',
  async carryOut(visit) {
    const { id } = await visit.ask('createSweep', { body: { remainderOf: idOf(visit) } });
    return { to: `/sweeps/${id}` };
  },
});

const removeSweep = act({
  ...daily,
  path: '/sweeps/{id}/remove',
  done: 'The sweep was removed, with everything that was found.',
  async confirm(visit) {
    const { id, task, total, rows } = await visit.ask('getSweep', { params: { id: idOf(visit) } });
    return {
      title: 'Remove a sweep',
      section: 'sweeps',
      trail: [
        { title: 'Sweeps', path: '/sweeps' },
        { title: task, path: `/sweeps/${id}` },
      ],
      content: html`${notice(html`<p>What was found goes for good: ${counted(rows, 'row', 'rows')} of ${counted(total, 'customer', 'customers')}, and what became of each. What was done in their tenants stays done, and the records of it stay in the audit.</p>`, 'warn')}
<div class="acts">${actForm(`/sweeps/${id}/remove`, visit.formField, 'Remove the sweep', 'danger')}<a class="button quiet" href="/dashboard/sweeps/${id}">Cancel</a></div>`,
    };
  },
  async carryOut(visit) {
    await visit.ask('removeSweep', { params: { id: idOf(visit) } });
    return { to: '/sweeps' };
  },
});

export const sweepActs: readonly Act[] = [stopSweep, resumeSweep, startRemainder, removeSweep];
