import type { CommandUsage } from '../command-line/usage.ts';
import { broker, taken } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Take grants back and their refresh tokens away, and say what is left.',
  options: [
    ...broker(),
    ...taken,
    { flags: '--grant <id>', text: 'one grant' },
    { flags: '--sign-out', text: 'with --grant: have Microsoft end every session of the account first' },
    { flags: '--yes', text: 'ask nothing' },
  ],
  load: async () => (await import('../commands/taking-back.ts')).purge,
};
