import type { CommandUsage } from '../command-line/usage.ts';
import { broker, taken } from './options.ts';

export const usage: CommandUsage = {
  summary: 'The kill switch: hand out nothing until it is let go on.',
  options: [
    ...broker(),
    ...taken,
    { flags: '--reason <text>', text: 'why, for whoever lets it go on' },
    { flags: '--list', text: 'list what is stopped' },
  ],
  load: async () => (await import('../commands/taking-back.ts')).stop,
};
