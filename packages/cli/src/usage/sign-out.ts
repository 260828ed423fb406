import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Have Microsoft end every session of a grant’s account, everywhere, and revoke the grant.',
  options: [
    ...broker(),
    { flags: '--grant <id>', text: 'the grant', required: true },
    { flags: '--yes', text: 'ask nothing' },
    { flags: '--report <file>', text: 'keep the report in a new file' },
  ],
  load: async () => (await import('../commands/taking-back.ts')).signOut,
};
