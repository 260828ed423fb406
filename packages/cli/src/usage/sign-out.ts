import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Have Microsoft end every session of a grant’s account, everywhere, and revoke the grant.',
  options: [
    ...broker(),
    { flags: '--grant <grant>', text: 'the grant', required: true },
    { flags: '--yes', text: 'ask nothing' },
    { flags: '--report <file>', text: 'keep the report in a new file' },
  ],
  examples: [
    { text: 'after a question', line: 'consentry sign-out --grant $GRANT' },
    {
      text: 'without a question, and keep the report',
      line: 'consentry sign-out --grant $GRANT --yes --report sign-out.json',
    },
  ],
  interrupted: 'It may be done all the same: see consentry grants. Run it again: nothing is done twice.',
  readOn: 'docs/taking-back.md',
  load: async () => (await import('../commands/taking-back.ts')).signOut,
};
