import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Put held grants to the proof at the partner’s tenant; those that pass are healthy.',
  options: [
    ...broker(),
    { flags: '--grant <id>', text: 'this grant' },
    { flags: '--all', text: 'every grant that is held' },
  ],
  load: async () => (await import('../commands/check.ts')).check,
};
