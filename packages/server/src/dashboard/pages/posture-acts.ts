import { z } from 'zod';
import { act, type Act } from '../place.ts';

/** Begins a new report. The page that it leads to waits for it. */
const makeReport = act({
  path: '/posture/{partner}/make',
  least: 'operator',
  isDangerous: false,
  form: z.strictObject({}),
  done: 'A report is being made.',
  async carryOut({ ask, params }) {
    const { partner, id } = await ask('createPostureReport', {
      params: { partner: params['partner'] ?? '' },
    });
    return { to: `/posture/${partner}/${id}` };
  },
});

export const postureActs: readonly Act[] = [makeReport];
