import type { CommandUsage } from '../command-line/usage.ts';

export const usage: CommandUsage = {
  summary: 'Start a sandbox of Microsoft’s cloud and a broker together, ready to click through.',
  options: [
    { flags: '--public-port <port>', text: 'port of the consent pages', default: '44395' },
    { flags: '--api-port <port>', text: 'port of the token API', default: '44396' },
    {
      flags: '--key-out <file>',
      text: 'file for the key of a program, as long as it runs',
      default: 'try-out.key',
    },
  ],
  details:
    'Everything lives in this process. Ctrl-C ends it, and nothing stays. One partner is connected already; for another it prints an invitation to open, the accounts and their one-time codes.',
  examples: [
    { text: 'a sandbox and a broker, with a link to open', line: 'consentry up' },
    { text: 'on other ports', line: 'consentry up --public-port 8395 --api-port 8396' },
  ],
  exits: { 0: 'ended in order, by Ctrl-C or SIGTERM' },
  readOn: 'README.md',
  load: async () => (await import('../commands/up.ts')).up,
};
