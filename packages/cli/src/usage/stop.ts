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
  examples: [
    { text: 'everything, at once', line: 'consentry stop --everything --reason "key of a machine was lost"' },
    { text: 'one partner', line: 'consentry stop --partner $PARTNER' },
    { text: 'what is stopped', line: 'consentry stop --list' },
  ],
  interrupted: 'It may be stopped all the same: see consentry stop --list.',
  readOn: 'docs/taking-back.md',
  load: async () => (await import('../commands/taking-back.ts')).stop,
};
