import type { CommandUsage } from '../command-line/usage.ts';
import { broker } from './options.ts';

export const usage: CommandUsage = {
  summary: 'Make a link that signs you in at the dashboard, once, within five minutes.',
  options: [
    ...broker(),
    {
      flags: '--role <role>',
      text: 'what it lets do: look, the daily work, or everything',
      choices: ['viewer', 'operator', 'admin'],
      default: 'admin',
    },
  ],
  examples: [
    { text: 'as an administrator', line: 'consentry dashboard' },
    { text: 'only to look', line: 'consentry dashboard --role viewer' },
  ],
  interrupted: 'A link that was made is worth nothing after five minutes. Run it again.',
  readOn: 'docs/dashboard.md',
  load: async () => (await import('../commands/dashboard.ts')).dashboard,
};
