import { z } from 'zod';
import { instant } from './wire.ts';

/** One thing that was looked at. */
const check = z.object({
  id: z.string().meta({ description: 'docs/doctor.md tells each. Ids may be added, and are never renamed.' }),
  subject: z.string().meta({
    description: 'Which one of its kind: a credential, a partner, a grant. It may hold what a person typed.',
  }),
  status: z.enum(['pass', 'warn', 'fail', 'unknown']).meta({
    description: 'unknown: it could not be looked at, and is never taken for good.',
  }),
  found: z.string().meta({ description: 'What was seen. It may hold names of tenants, as they gave them.' }),
  remedy: z.string().optional().meta({ description: 'What to do. Absent where it passed.' }),
  link: z.url().optional(),
});

/** What is in the way. */
export const diagnosis = z.object({ at: instant, checks: z.array(check) });
