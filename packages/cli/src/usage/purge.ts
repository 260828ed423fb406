import type { CommandUsage } from '../command-line/usage.ts';
import { broker, taken } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Take grants back and their refresh tokens away, and say what is left.',
  options: [
    ...broker(),
    ...taken,
    { flags: '--grant <grant>', text: 'one grant' },
    { flags: '--sign-out', text: 'with --grant: have Microsoft end every session of the account first' },
    { flags: '--yes', text: 'ask nothing' },
  ],
  examples: [
    { text: 'one grant, after a question', line: 'consentry purge --grant $GRANT' },
    {
      text: 'one grant, with every session of its account',
      line: 'consentry purge --grant $GRANT --sign-out --report purge.json',
    },
    { text: 'all of a partner', line: 'consentry purge --partner $PARTNER --yes --report purge.json' },
  ],
  exits: { 1: 'it failed, or refresh tokens are left: run it again' },
  interrupted:
    'What it came to is revoked and hands out nothing; refresh tokens may be left. Run it again: it takes the rest away.',
  readOn: 'docs/taking-back.md',
  load: async () => (await import('../commands/taking-back.ts')).purge,
};
