import type { CommandUsage } from '../command-line/usage.ts';
import { broker, taken } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Take grants back: nothing of them is handed out any more.',
  options: [
    ...broker(),
    ...taken,
    { flags: '--grant <grant>', text: 'one grant' },
    { flags: '--yes', text: 'ask nothing, where it concerns more than one grant' },
  ],
  examples: [
    { text: 'one grant', line: 'consentry revoke --grant $GRANT' },
    {
      text: 'all of a partner, and keep the report',
      line: 'consentry revoke --partner $PARTNER --yes --report revoked.json',
    },
  ],
  interrupted: 'It may be revoked all the same: see consentry grants. Run it again: nothing is done twice.',
  readOn: 'docs/taking-back.md',
  load: async () => (await import('../commands/taking-back.ts')).revoke,
};
