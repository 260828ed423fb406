import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Say for which APIs of which customers a token can be had, since when, and what was lost why.',
  options: [
    ...broker(),
    { flags: '--partner <tenant>', text: 'tenant id of the partner', required: true },
    { flags: '--lost', text: 'only what worked once and does not now' },
  ],
  examples: [
    { text: 'all customers of a partner', line: 'consentry reach --partner $PARTNER' },
    { text: 'what worked once and does not now', line: 'consentry reach --partner $PARTNER --lost' },
  ],
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/sweeps.md',
  load: async () => (await import('../commands/reach.ts')).reach,
};
