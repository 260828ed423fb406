import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Say when grants stop working and customers are lost, of what, and what happened already.',
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner; every partner without it' },
    {
      flags: '--within <duration>',
      text: 'such as 30d: exit with 1 where something ends by then, or has ended',
    },
    {
      flags: '--renew',
      text: 'make an invitation for each grant that a new sign-in saves (within 30d unless told)',
    },
  ],
  load: async () => (await import('../commands/forecast.ts')).forecast,
};
