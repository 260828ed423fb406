import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Say when grants stop working and customers are lost, of what, and what happened already.',
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner; every partner without it' },
    {
      flags: '--within <duration>',
      text: 'such as 30d: exit with 1 where something ends by then, or has ended',
    },
    {
      flags: '--renew',
      text: 'make an invitation for each grant that a new sign-in saves (within 30d unless told)',
    },
  ],
  examples: [
    { text: 'every partner', line: 'consentry forecast' },
    {
      text: 'for a build: fail when something ends within 30 days',
      line: 'consentry forecast --partner $PARTNER --within 30d',
    },
    {
      text: 'with a link for each account that must sign in again',
      line: 'consentry forecast --within 30d --renew',
    },
  ],
  exits: { 1: 'it failed; or --within: something ends by then, or has ended' },
  interrupted:
    'Nothing was lost. With --renew links may have been made that nobody has: they end by themselves.',
  readOn: 'docs/forecast.md',
  load: async () => (await import('../commands/forecast.ts')).forecast,
};
