import type { CommandUsage } from '../command-line/usage.ts';
import { broker, taken } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Let go on what was stopped.',
  options: [...broker(), ...taken],
  examples: [
    { text: 'one partner', line: 'consentry resume --partner $PARTNER' },
    { text: 'everything', line: 'consentry resume --everything' },
  ],
  interrupted: 'It may go on already: see consentry stop --list.',
  readOn: 'docs/taking-back.md',
  load: async () => (await import('../commands/taking-back.ts')).resume,
};
