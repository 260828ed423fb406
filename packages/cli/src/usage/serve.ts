import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Start the broker.',
  options: [
    { flags: '--config <file>', text: 'configuration file (JSON); CONSENTRY_… variables override it' },
    {
      flags: '--database <url>',
      text: 'database on Postgres, without a password: postgres://user@host/name',
    },
  ],
  load: async () => (await import('../commands/serve.ts')).serve,
};
