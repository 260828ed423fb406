import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'List the grants.',
  options: [...broker()],
  examples: [
    { text: 'a table', line: 'consentry grants' },
    { text: 'those that need a person, for a program', line: 'consentry grants --json' },
  ],
  interrupted: 'Nothing was changed. Run it again.',
  readOn: 'docs/flow.md',
  load: async () => (await import('../commands/grants.ts')).grants,
};
