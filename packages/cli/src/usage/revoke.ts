import type { CommandUsage } from '../command-line/usage.ts';
import { broker, taken } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Take grants back: nothing of them is handed out any more.',
  options: [
    ...broker(),
    ...taken,
    { flags: '--grant <id>', text: 'one grant' },
    { flags: '--yes', text: 'ask nothing, where it concerns more than one grant' },
  ],
  load: async () => (await import('../commands/taking-back.ts')).revoke,
};
