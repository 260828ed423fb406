import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Start the broker.',
  options: [
    { flags: '--config <file>', text: 'configuration file (JSON); CONSENTRY_… variables override it' },
    {
      flags: '--database <postgres url>',
      text: 'database on Postgres, without a password: postgres://user@host/name',
    },
  ],
  details:
    'It runs until it is stopped by Ctrl-C or SIGTERM: it takes no further request, ends those that are under way, and stores what was redeemed. A second Ctrl-C waits for less, a third ends it at once.',
  examples: [
    { text: 'with a configuration file', line: 'consentry serve --config /etc/consentry/config.json' },
    {
      text: 'with a store on Postgres',
      line: 'consentry serve --config config.json --database postgres://consentry@db.contoso.example/consentry',
    },
  ],
  exits: {
    0: 'ended in order, by Ctrl-C or SIGTERM',
    1: 'it could not be started, or was hurried',
    70: 'it ended itself after an error that nobody expected',
  },
  readOn: 'docs/operations.md',
  load: async () => (await import('../commands/serve.ts')).serve,
};
